#include "network/messages/facts.h"

#include <gtest/gtest.h>

#include "maillage/network/v1/events.pb.h"
#include "network/domain/testing.h"

namespace maillage::network {
namespace {

using testing::At;

const Instant kNow = At("2026-01-10T10:00");

template <class Proto>
Proto As(const Fact& fact) {
  const auto message = messages::ToMessage("cafs/95/events/r1", fact);
  EXPECT_EQ(message->GetTypeName(), Proto::descriptor()->full_name());
  return dynamic_cast<const Proto&>(*message);
}

TEST(FactMessages, CarryTheWholeRegistrationWithResourceNames) {
  auto event = testing::Published(Format::kSplit, {testing::SessionOf("s1", "2026-02-10T09:00", 1)});
  ASSERT_TRUE(testing::Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(testing::Register(event, "bruno", "s1", kNow));
  const auto facts = event.TakeFacts();
  const auto confirmed = As<v1::RegistrationConfirmed>(facts[0]);
  EXPECT_EQ(confirmed.registration().name(), "cafs/95/events/r1/registrations/r1");
  EXPECT_EQ(confirmed.registration().person(), "cafs/95/people/amina");
  EXPECT_EQ(confirmed.registration().session(), "cafs/95/events/r1/sessions/s1");
  EXPECT_EQ(confirmed.registration().state(), v1::Registration::CONFIRMED);
  EXPECT_EQ(As<v1::RegistrationWaitlisted>(facts[1]).registration().waiting_rank(), 1);
}

TEST(FactMessages, OfAMoveSayWhatWasBeforeAndWhoIsConcerned) {
  auto event = testing::Published(Format::kSingle, {testing::SessionOf("s1", "2026-02-10T09:00", 1)});
  ASSERT_TRUE(testing::Register(event, "amina", "s1", kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.Reschedule(SessionId("s1"), "2026-02-11T09:30", "2026-02-11T12:00", "Europe/Paris", kNow));
  const auto moved = As<v1::SessionRescheduled>(event.TakeFacts()[0]);
  EXPECT_EQ(moved.registered(0), "cafs/95/people/amina");
  EXPECT_EQ(moved.previous().starts_at(), "2026-02-10T09:00");
  EXPECT_EQ(moved.event().sessions(0).starts_at(), "2026-02-11T09:30");
  EXPECT_EQ(moved.event().sessions(0).start_time().seconds(),
            At("2026-02-11T08:30").time_since_epoch().count() / 1'000'000);
  EXPECT_EQ(moved.event().sessions(0).confirmed(), 1);
}

TEST(FactMessages, OfASequenceLeaveTheSessionOfARegistrationEmpty) {
  auto event = testing::Published(Format::kSequence, {testing::SessionOf("m1", "2026-02-10T09:00", 1)});
  ASSERT_TRUE(testing::Register(event, "amina", "", kNow));
  EXPECT_EQ(As<v1::RegistrationConfirmed>(event.TakeFacts()[0]).registration().session(), "");
  ASSERT_TRUE(event.Cancel(kNow));
  const auto cancelled = As<v1::EventCancelled>(event.TakeFacts()[1]);
  EXPECT_EQ(cancelled.registered(0), "cafs/95/people/amina");
  EXPECT_EQ(cancelled.cancelled_sessions(0), "cafs/95/events/r1/sessions/m1");
  EXPECT_EQ(cancelled.event().state(), v1::Event::CANCELLED);
}

}  // namespace
}  // namespace maillage::network
