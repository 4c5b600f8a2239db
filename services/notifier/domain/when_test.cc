/// REMINDERS.md §2 and §3: when a reminder leaves, is late, or does not leave.
#include <gmock/gmock.h>

#include "notifier/domain/testing.h"

namespace maillage::notifier::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// §3 "Wanted since before its due time: it leaves at its due time, judged again at that moment."
TEST(When, LeavesAtItsDueTime) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Go("2026-04-13 08:00");
  EXPECT_THAT(world.Sent("p-1"),
              ElementsAre("2026-02-13 09:00 meeting.save_the_date r1 2026-04-14",  // 13/02 is 60 days before
                          "2026-03-13 09:00 meeting.invitation r1 2026-04-14",     // 15/03 is a Sunday
                          "2026-03-30 09:00 meeting.nudge r1 2026-04-14"));
}

// §3 "No longer wanted then: CANCELLED, with the reason."
TEST(When, IsCancelledWithAReasonWhenNoLongerWanted) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Register("p-1", "r1");
  world.Go("2026-03-20 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting."), IsEmpty());
  ASSERT_EQ(world.State("meeting.save_the_date", "p-1"), "CANCELLED");
  EXPECT_EQ(world.Row("meeting.save_the_date", "p-1")->detail, "has an active registration");
}

// §3 "Wanted only since its due time or later: it is late. … Rules marked `morning`: it leaves on the next morning
// after since".
TEST(When, LeavesOnTheNextMorningWhenLate) {
  World world("2026-03-20 10:00");
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Go("2026-03-24 08:00");
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-03-23 09:00 meeting.invitation r1 2026-04-14"));
  // its until, the due time of the invitation, has passed: NOT_APPLICABLE
  EXPECT_EQ(world.State("meeting.save_the_date", "p-1"), "NOT_APPLICABLE");
}

// "So a fact at the very instant of a due time comes after it": wanted since the due time itself is late.
TEST(When, IsLateWhenWantedSinceTheDueTimeItself) {
  World world("2026-03-13 09:00");
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Go("2026-03-17 08:00");
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-03-16 09:00 meeting.invitation r1 2026-04-14"));
}

// "So a fact at the very instant of a due time comes after it": what is due then leaves before.
TEST(When, LeavesBeforeAFactOfTheSameInstant) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Go("2026-02-13 09:00");
  world.Register("p-1", "r1");
  EXPECT_THAT(world.Sent("p-1", "save_the_date"), ElementsAre("2026-02-13 09:00 meeting.save_the_date r1 2026-04-14"));
}

// "Rules marked `skip`: NOT_APPLICABLE."
TEST(When, IsSkippedWhenLateAndItsRuleSaysSo) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-02-03 09:30"});
  world.Go("2026-02-02 09:00");
  world.Register("p-1", "r1");
  world.Go("2026-02-03 09:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.eve"), IsEmpty());
  EXPECT_EQ(world.State("meeting.eve", "p-1"), "NOT_APPLICABLE");
}

// "A row that was cancelled … is planned again when it is wanted again"; since is the present stretch.
TEST(When, IsPlannedAgainWhenWantedAgain) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Register("p-1", "r1");
  world.Go("2026-03-17 08:00");
  world.Become("p-1", "r1", RegistrationState::kCancelled, CancelCause::kSessionCancelled);
  world.Go("2026-03-18 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"),
              ElementsAre("2026-03-17 09:00 meeting.invitation r1 2026-04-14"));
}

// §1 Reference: "A change that leaves the reference as it was replans nothing."
TEST(When, KeepsItsPlanWhenOnlyTheHourMoves) {
  World world("2026-03-01 08:00");
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Go("2026-03-20 08:00");
  world.Move("r1", 1, "2026-04-14 14:00");
  world.Go("2026-03-25 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"),
              ElementsAre("2026-03-13 09:00 meeting.invitation r1 2026-04-14"));
}

// §4 Moved: "everything anchored on a date that changed has another reference"; §1: "Once sent, never again for that
// key."
TEST(When, HasAnotherReferenceWhenTheDateMovesAndIsNeverSentTwiceForOne) {
  World world("2026-03-01 08:00");
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"});
  world.Go("2026-03-20 08:00");
  world.Move("r1", 1, "2026-04-16 09:30");
  world.Go("2026-03-20 10:00");
  world.Move("r1", 1, "2026-04-14 09:30");
  world.Go("2026-03-27 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"),
              ElementsAre("2026-03-13 09:00 meeting.invitation r1 2026-04-14",
                          "2026-03-20 09:00 meeting.invitation r1 2026-04-16"));
}

// "the instant of the fact (or of the date) that began it": registration opens at 00:00 of its first day.
TEST(When, IsWantedSinceTheDayRegistrationOpens) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"}, {.opens_on = "2026-03-20", .closes_on = "2026-04-01"});
  world.Go("2026-03-24 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"),
              ElementsAre("2026-03-20 09:00 meeting.invitation r1 2026-04-14"));
  EXPECT_EQ(Show(*world.Row("meeting.invitation", "p-1")->since), "2026-03-20 00:00");
}

// "Never at or after its until": O is 24:00 of the last day of registration.
TEST(When, DoesNotLeaveAfterItsUntil) {
  World world("2026-03-20 10:00");
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-04-14 09:30"}, {.opens_on = "", .closes_on = "2026-03-22"});
  world.Go("2026-03-24 08:00");
  EXPECT_THAT(world.Sent("p-1"), IsEmpty());
}

// §3 "The sender was away at that time: it leaves as soon as it is back, at any hour, … one digest."
TEST(When, LeavesOnReturnAtAnyHourInOneDigest) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});
  world.PlanAndPublish("r2", {"2026-03-11 09:30"});
  world.Go("2026-02-05 08:00");
  world.Stop();
  world.Go("2026-02-12 22:41");
  world.Return();
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"),
              ElementsAre("2026-02-12 22:41 meeting.invitation r1 2026-03-10 + meeting.invitation r2 2026-03-11"));
}

// "since: the instant of the fact …, whenever the notifier heard of it"; "what would leave then is MISSED if the sender
// was away".
TEST(When, IsMissedWhenTheSenderWasAwayPastItsUntil) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-02-03 09:30"});
  world.Register("p-1", "r1");
  world.Go("2026-02-01 08:00");
  world.Stop();
  world.Go("2026-02-03 08:00");
  world.Return();
  EXPECT_THAT(world.Sent("p-1", "meeting.eve"), IsEmpty());
  EXPECT_EQ(world.State("meeting.eve", "p-1"), "MISSED");
}

// A fact heard late counts from its own instant: late, but its next morning was during the outage.
TEST(When, CountsSinceFromTheFactHeardLate) {
  World world("2026-03-16 08:00");
  world.Join("p-1");
  world.Plan("r1", {"2026-04-14 09:30"});
  world.Stop();
  world.Go("2026-03-17 11:00");
  world.Publish("r1");
  world.Go("2026-03-18 15:30");
  world.Return();
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-03-18 15:30 meeting.invitation r1 2026-04-14"));
  EXPECT_EQ(Show(*world.Row("meeting.invitation", "p-1")->since), "2026-03-17 11:00");
}

// §3 "judged again then": what an outage's facts made unwanted does not leave.
TEST(When, IsJudgedByTheFactsOfTheOutage) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});
  world.Go("2026-02-05 08:00");
  world.Stop();
  world.Go("2026-02-07 08:00");
  world.Decline("p-1", "r1");
  world.Go("2026-02-12 22:41");
  world.Return();
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"), IsEmpty());
}

// §1 Present: "Somebody who is not present, or whose address is blocked, gets nothing."
TEST(When, ReachesNobodyWhoLeftOrIsBlocked) {
  World world;
  world.Join("p-1");
  world.Join("p-2");
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});
  world.Leave("p-1");
  world.Hear(fact::AddressBlocked{"cafs/95/people/p-2"});
  world.Go("2026-03-01 08:00");
  EXPECT_THAT(world.Sent("p-1"), IsEmpty());
  EXPECT_THAT(world.Sent("p-2"), IsEmpty());
  world.Alter("p-2", [](Person& person) { person.email = "corrected@example.org"; });
  world.Go("2026-03-03 08:00");
  EXPECT_THAT(world.Sent("p-2"), ElementsAre("2026-03-02 09:00 meeting.invitation r1 2026-03-10"));
}

// §2.1 and §1 Morning: 09:00 in the recipient's own zone.
TEST(When, IsDueInTheRecipientsZone) {
  World world;
  world.Join("p-1", {.zone = "Indian/Reunion", .email = {}, .portfolio = {}, .welcomed_on = {}});
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});
  world.Go("2026-02-09 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"),
              ElementsAre("2026-02-06 06:00 meeting.invitation r1 2026-03-10"));
}

// §1 Rule: a Caf may switch a rule off, change its offset and its hour.
TEST(When, FollowsTheOverridesOfTheCaf) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});
  RuleOverride change{
      .rule = "meeting.invitation", .off = false, .offset_days = -20, .hour = std::chrono::hours{14}, .wording = {}};
  world.Hear(fact::RuleOverridden{change});
  world.Hear(fact::RuleOverridden{
      {.rule = "meeting.save_the_date", .off = true, .offset_days = {}, .hour = {}, .wording = {}}});
  world.Go("2026-02-20 08:00");
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-02-18 14:00 meeting.invitation r1 2026-03-10"));
}

}  // namespace
}  // namespace maillage::notifier::testing
