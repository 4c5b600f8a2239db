/// REMINDERS.md §3 "at once" and §4: what leaves with its fact, and what still does after an outage.
#include <gmock/gmock.h>

#include "notifier/domain/testing.h"

namespace maillage::notifier::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

World::What Split() { return {.format = EventFormat::kSplit, .opens_on = {}, .closes_on = {}}; }
World::What Sequence() {
  return {.kind = EventKind::kTraining, .format = EventFormat::kSequence, .opens_on = {}, .closes_on = {}};
}

TEST(AtOnce, EachActOnASeatIsToldInAMailOfItsOwn) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-06-02 09:30", "2026-06-03 09:30"}, Split());
  world.Go("2026-01-06 10:00");
  world.Register("p-1", "r1", 1);
  world.Switch("p-1", "r1", 2);
  world.Go("2026-01-07 10:00");
  world.Cancel("p-1", "r1");
  world.Register("p-1", "r1", 1, RegistrationState::kWaitlisted);
  world.Go("2026-01-08 10:00");
  world.Offer("p-1", "r1", "2026-01-10 10:00");
  world.Go("2026-01-10 10:00");
  world.Become("p-1", "r1", RegistrationState::kLapsed);
  EXPECT_THAT(
      world.Sent("p-1"),
      ElementsAre("2026-01-06 10:00 registration.confirmed r1/s1", "2026-01-06 10:00 registration.switched r1/s2",
                  "2026-01-07 10:00 registration.cancelled r1/s2", "2026-01-07 10:00 registration.waitlisted r1/s1",
                  "2026-01-08 10:00 registration.seat_offered r1/s1",
                  "2026-01-10 04:00 registration.offer_closing r1/s1",
                  "2026-01-10 10:00 registration.offer_lapsed r1/s1"));
}

// "offer open, and it was given for more than 12 h"
TEST(AtOnce, AShortOfferIsNotSaidToClose) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-01-08 09:30"});
  world.Register("p-1", "r1", 1, RegistrationState::kWaitlisted);
  world.Offer("p-1", "r1", "2026-01-05 20:00");
  world.Go("2026-01-06 10:00");
  EXPECT_THAT(world.Sent("p-1", "offer_closing"), IsEmpty());
}

// §4 Marking: "makes one, without a mail".
TEST(AtOnce, ComingUnregisteredIsNotTold) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-01-06 09:30"});
  world.Go("2026-01-06 18:00");
  Registration registration{.name = "cafs/95/events/r1/registrations/x",
                            .event = "cafs/95/events/r1",
                            .person = "cafs/95/people/p-1",
                            .session = "cafs/95/events/r1/sessions/s1",
                            .registered_at = {},
                            .offered_at = {},
                            .offer_expires_at = {}};
  registration.came_unregistered = true;
  world.Hear(fact::RegistrationChanged{registration});
  EXPECT_THAT(world.Sent("p-1", "registration"), IsEmpty());
}

// "state and session unchanged since that fact": of an outage's facts only what still holds is told.
TEST(AtOnce, AfterAnOutageOnlyWhatStillHoldsIsTold) {
  World world;
  world.Join("p-1");
  world.Join("p-2");
  world.PlanAndPublish("r1", {"2026-06-02 09:30", "2026-06-03 09:30"}, Split());
  world.Stop();
  world.Go("2026-01-06 10:00");
  world.Register("p-1", "r1", 1);
  world.Register("p-2", "r1", 1);
  world.Go("2026-01-06 11:00");
  world.Switch("p-1", "r1", 2);
  world.Cancel("p-2", "r1");
  world.Go("2026-01-07 10:00");
  world.Return();
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-01-07 10:00 registration.switched r1/s2"));
  EXPECT_THAT(world.Sent("p-2"), ElementsAre("2026-01-07 10:00 registration.cancelled r1/s1"));
  EXPECT_EQ(world.State("registration.confirmed", "p-1"), "CANCELLED");
}

// "What is sent at once keeps until the start of the session it is about".
TEST(AtOnce, IsMissedWhenTheSessionHasStarted) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-01-06 09:30"});
  world.Stop();
  world.Register("p-1", "r1", 1);
  world.Go("2026-01-06 09:30");
  world.Return();
  EXPECT_THAT(world.Sent("p-1"), IsEmpty());
  EXPECT_EQ(world.State("registration.confirmed", "p-1"), "MISSED");
}

// "who had an active registration of the session, and still has; no later change of the same kind".
TEST(AtOnce, OnlyTheLastMoveIsToldAfterAnOutage) {
  World world;
  for (const char* person : {"p-1", "p-2"}) world.Join(person);
  world.PlanAndPublish("r1", {"2026-06-02 09:30"});
  for (const char* person : {"p-1", "p-2"}) world.Register(person, "r1");
  world.Go("2026-01-06 10:00");
  world.Move("r1", 1, "2026-06-03 09:30", {"p-1", "p-2"});
  EXPECT_THAT(world.Sent("p-1", "rescheduled"), SizeIs(1));
  world.Stop();
  world.Go("2026-01-07 10:00");
  world.Move("r1", 1, "2026-06-04 09:30", {"p-1", "p-2"});
  world.Relocate("r1", 1, "Cergy", {"p-1", "p-2"});
  world.Go("2026-01-07 11:00");
  world.Move("r1", 1, "2026-06-05 09:30", {"p-1", "p-2"});
  world.Cancel("p-2", "r1");
  world.Go("2026-01-08 10:00");
  world.Return();
  EXPECT_THAT(world.Sent("p-1", "session."),
              ElementsAre("2026-01-06 10:00 session.rescheduled r1/s1", "2026-01-08 10:00 session.changed r1/s1",
                          "2026-01-08 10:00 session.rescheduled r1/s1"));
  EXPECT_THAT(world.Sent("p-2", "session."), SizeIs(1));
}

// §4 Cancelled session: its people are told at once, and are invited again to what remains.
TEST(AtOnce, ACancelledSessionIsToldAndItsPeopleAreInvitedAgain) {
  World world("2026-05-20 08:00");
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-06-02 09:30", "2026-06-09 09:30"}, Split());
  world.Register("p-1", "r1", 1);
  world.Go("2026-05-20 12:00");
  world.Become("p-1", "r1", RegistrationState::kCancelled, CancelCause::kSessionCancelled);
  world.CancelSession("r1", 1, {"p-1"});
  world.Go("2026-05-22 08:00");
  EXPECT_THAT(world.Sent("p-1"),
              ElementsAre("2026-05-20 08:00 registration.confirmed r1/s1", "2026-05-20 12:00 session.cancelled r1/s1",
                          "2026-05-21 09:00 meeting.invitation r1 2026-06-09"));
}

// §4 Cancelled event: the registered, and those who were sent an invitation, have not declined, and are not in a
// session that has begun.
TEST(AtOnce, ACancelledEventIsToldToThoseItConcerns) {
  World world("2026-05-01 08:00");
  for (const char* person : {"registered", "invited", "declined", "attended", "muted"}) world.Join(person);
  world.PlanAndPublish("r1", {"2026-06-02 09:30", "2026-06-09 09:30"}, Split());
  world.Mute("muted");
  world.Go("2026-05-10 08:00");  // all but the muted were sent an invitation
  world.Register("registered", "r1", 2);
  world.Register("attended", "r1", 1);
  world.Decline("declined", "r1");
  world.Go("2026-06-02 18:00");
  world.Mark("attended", "r1", 1, Mark::kAttended);
  world.Become("registered", "r1", RegistrationState::kCancelled, CancelCause::kEventCancelled);
  world.CancelEvent("r1", {"registered"});
  EXPECT_THAT(world.Sent("registered", "event.cancelled"), ElementsAre("2026-06-02 18:00 event.cancelled r1"));
  EXPECT_THAT(world.Sent("invited", "event.cancelled"), SizeIs(1));
  for (const char* person : {"declined", "attended", "muted"})
    EXPECT_THAT(world.Sent(person, "event.cancelled"), IsEmpty()) << person;
  // "What was held keeps its rules": survey
  world.Go("2026-06-04 08:00");
  EXPECT_THAT(world.Sent("attended", "meeting.survey"), SizeIs(1));
}

// "until … of the event's last session as it stood before the fact, when it is about the event"
TEST(AtOnce, ACancelledEventIsToldUntilItsLastSessionWouldHaveBegun) {
  for (const auto& [back, mails] : std::map<std::string, int>{{"2026-06-09 09:29", 1}, {"2026-06-09 09:30", 0}}) {
    World world("2026-06-01 08:00");
    world.Join("p-1");
    world.PlanAndPublish("t", {"2026-06-08 09:30", "2026-06-09 09:30"}, Sequence());
    world.Register("p-1", "t", 0);
    world.Stop();
    world.Go("2026-06-02 10:00");
    world.Become("p-1", "t", RegistrationState::kCancelled, CancelCause::kEventCancelled);
    world.CancelEvent("t", {"p-1"});
    world.Go(back);
    world.Return();
    EXPECT_THAT(world.Sent("p-1", "event.cancelled"), SizeIs(mails)) << back;
  }
}

// SCENARIO.md "Before publication … nobody is told"; §8 "All need a published event": nor after an outage in which it
// was published.
TEST(AtOnce, NobodyIsToldAboutADraft) {
  World world;
  world.Join("p-1");
  world.Plan("t", {"2026-01-06 09:30", "2026-02-09 09:30"}, Sequence());
  world.Go("2026-01-07 10:00");
  world.Register("p-1", "t", 0);
  world.Stop();
  world.Move("t", 2, "2026-02-10 09:30", {"p-1"});
  world.CancelSession("t", 2, {"p-1"});
  world.Publish("t");
  world.Return();
  EXPECT_THAT(world.Sent("p-1"), IsEmpty());
}

// §1 Reminder: "Once sent, never again for that key": twice in one instant is once.
TEST(AtOnce, TheSameTwiceInOneInstantIsOneMail) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-06-02 09:30"});
  world.Register("p-1", "r1");
  world.Cancel("p-1", "r1");
  world.Register("p-1", "r1");
  EXPECT_THAT(world.Sent("p-1", "registration.confirmed"), SizeIs(1));
}

// Category: transactional mail is never muted, and never in a digest.
TEST(AtOnce, IsNeverMuted) {
  World world;
  world.Join("p-1");
  world.Mute("p-1");
  world.PlanAndPublish("r1", {"2026-06-02 09:30"});
  world.Register("p-1", "r1");
  EXPECT_THAT(world.Sent("p-1"), SizeIs(1));
}

}  // namespace
}  // namespace maillage::notifier::testing
