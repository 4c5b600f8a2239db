#include <atomic>
#include <thread>

#include "maillage/network/v1/registration.pb.h"
#include "network/rpc/testing_programmes.h"

/// What a closed year refuses, and what it does not.
namespace maillage::network {
namespace {

using testing::Programmes;

TEST_F(Programmes, AnEventNeitherEntersNorLeavesAClosedYear) {
  ASSERT_TRUE(Plan("old", "2025-11-03"));
  ASSERT_TRUE(Plan("new", "2026-02-03"));
  HaveClosed(2025);
  EXPECT_EQ(Plan("late", "2025-12-01").error().reason, "PROGRAMME_CLOSED");
  EXPECT_TRUE(Plan("r2", "2026-03-03")) << "a year without a programme needs none";
  v1::UpdateEventRequest update;
  update.mutable_update_mask()->add_paths("year");
  update.mutable_event()->set_name("cafs/95/events/new");
  update.mutable_event()->set_year(2025);
  EXPECT_EQ(Ask<v1::Event>("EventService/UpdateEvent", update).error().reason, "PROGRAMME_CLOSED");
  update.mutable_event()->set_name("cafs/95/events/old");
  update.mutable_event()->set_year(2026);
  EXPECT_EQ(Ask<v1::Event>("EventService/UpdateEvent", update).error().reason, "PROGRAMME_CLOSED");
  EXPECT_EQ(Event("old").year(), 2025);
  ASSERT_TRUE(Publish(2025)) << "opened again";
  EXPECT_TRUE(Ask<v1::Event>("EventService/UpdateEvent", update));
  EXPECT_TRUE(Plan("late", "2025-12-01"));
}

TEST_F(Programmes, WhatIsPlannedGoesOnInAClosedYear) {
  AddPerson("amina");
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  HaveClosed(2026);
  v1::PublishEventRequest publish;
  publish.set_name("cafs/95/events/r1");
  ASSERT_TRUE(Ask<v1::Event>("EventService/PublishEvent", publish));
  v1::RescheduleSessionRequest move;
  move.set_name("cafs/95/events/r1/sessions/s1");
  move.set_starts_at("2026-02-04T09:30");
  move.set_ends_at("2026-02-04T16:30");
  EXPECT_TRUE(Ask<v1::Event>("EventService/RescheduleSession", move));
  v1::CreateRegistrationRequest seat;
  seat.set_parent("cafs/95/events/r1");
  seat.mutable_registration()->set_person("cafs/95/people/amina");
  EXPECT_TRUE(Ask<v1::Registration>("RegistrationService/CreateRegistration", seat));
  v1::UpdateEventRequest title;
  title.mutable_event()->set_name("cafs/95/events/r1");
  title.mutable_event()->set_title("R1 bis");
  title.mutable_update_mask()->add_paths("title");
  EXPECT_TRUE(Ask<v1::Event>("EventService/UpdateEvent", title));
  now_ = ParseInstant("2026-02-04T17:00:00Z").value();
  v1::MarkAttendanceRequest mark;
  mark.set_session("cafs/95/events/r1/sessions/s1");
  mark.set_person("cafs/95/people/amina");
  mark.set_mark(v1::Attendance::ATTENDED);
  EXPECT_TRUE(Ask<v1::Attendance>("RegistrationService/MarkAttendance", mark));
  v1::PublishMinutesRequest minutes;
  minutes.set_name("cafs/95/events/r1");
  EXPECT_TRUE(Ask<v1::Event>("EventService/PublishMinutes", minutes));
}

TEST_F(Programmes, WhoPlansAndWhoClosesAtOnceNeitherBlockNorSlipThrough) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Publish(2026));
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  for (int i = 0; i < 4; ++i) HaveNeed(fmt::format("b-{}", i));
  std::vector<std::thread> callers;  // as many as the pool has connections
  std::atomic<int> planned = 0, made = 0;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&, i] { planned += PlanNeed(fmt::format("b-{}", i), "r1").has_value(); });
    if (i < 3) callers.emplace_back([&, i] { made += Plan(fmt::format("e-{}", i), "2026-03-03").has_value(); });
  }
  callers.emplace_back([&] { EXPECT_TRUE(Close(2026)); });
  for (auto& each : callers) each.join();
  const auto closed = Get(2026);
  EXPECT_EQ(closed->state(), v1::Programme::CLOSED);
  EXPECT_EQ(closed->needs_size(), planned) << "whoever was answered is in it";
  EXPECT_EQ(Event("r1").needs_size(), planned);
  EXPECT_EQ(closed->events_size(), made + 1);
}

}  // namespace
}  // namespace maillage::network
