/// REMINDERS.md §5 and §7: one mail, not five; what became of a mail.
#include "notifier/domain/dispatch.h"

#include <gmock/gmock.h>

#include "notifier/domain/testing.h"

namespace maillage::notifier::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

World::Who Pilot(const std::string& caf = "95") {
  return {.kind = PersonKind::kOther,
          .pilot = true,
          .zone = {},
          .email = "pilot@example.org",
          .portfolio = {},
          .welcomed_on = {},
          .caf = caf};
}
World::Who At95(const std::string& email) { return {.zone = {}, .email = email, .portfolio = {}, .welcomed_on = {}}; }

/// Events whose meeting.closing is due on these days, ten days before them.
void ClosingOn(World& world, const std::string& prefix, const std::vector<std::string>& days,
               const std::string& caf = "95") {
  int number = 0;
  for (const std::string& day : days) {
    const std::string start = ToString(PlusDays(ParseDate(day).value(), 10)) + " 09:30";
    const std::string id = prefix + std::to_string(++number);
    world.Plan(id, {start}, {.opens_on = {}, .closes_on = {}, .caf = caf}).audience =
        audience::kElected;  // nobody but the pilots
    world.Publish(id);
  }
}

// "sections by date of the subject, then rule id. Each row … points to the same Message-ID."
TEST(Digest, HasItsSectionsByDateThenRuleAndOneMessageId) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12", "2026-01-12"});
  world.event("a1").title = "later";
  world.Move("a1", 1, "2026-01-23 09:30");
  world.Go("2026-01-12 08:00");
  world.Move("a1", 1, "2026-01-22 12:30");
  world.Go("2026-01-12 09:00");
  EXPECT_THAT(world.Sent("pilot"),
              ElementsAre("2026-01-12 09:00 meeting.closing a2 2026-01-22 + meeting.closing a1 2026-01-22"));
  EXPECT_EQ(world.Row("meeting.closing", "pilot")->message_id, world.last().message_id);
  for (const Reminder& section : world.last().sections) EXPECT_EQ(section.message_id, world.last().message_id);
}

// "Muted at the moment it would leave: no reminder (SUPPRESSED, for good)"
TEST(Mute, SuppressesForGood) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12", "2026-01-13"});
  world.Mute("pilot");
  world.Go("2026-01-12 10:00");
  EXPECT_EQ(world.State("meeting.closing", "pilot", "2026-01-22"), "SUPPRESSED");
  world.Mute("pilot", false);
  world.Go("2026-01-14 10:00");
  EXPECT_THAT(world.Sent("pilot"), ElementsAre("2026-01-13 09:00 meeting.closing a2 2026-01-23"));
}

// "at most 4 reminder mails … in any 7 civil days (the day of sending and the six before)"; "waits for the next morning
// … where its rows are judged again and join what is due then"
TEST(Cap, HoldsTheFifthUntilTheSeventhDay) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15", "2026-01-16", "2026-01-20"});
  world.Go("2026-01-21 10:00");
  EXPECT_THAT(
      world.Sent("pilot"),
      ElementsAre("2026-01-12 09:00 meeting.closing a1 2026-01-22", "2026-01-13 09:00 meeting.closing a2 2026-01-23",
                  "2026-01-14 09:00 meeting.closing a3 2026-01-24", "2026-01-15 09:00 meeting.closing a4 2026-01-25",
                  "2026-01-19 09:00 meeting.closing a5 2026-01-26", "2026-01-20 09:00 meeting.closing a6 2026-01-30"));
}

// "rows whose until has passed by then are SUPPRESSED"
TEST(Cap, SuppressesWhatIsTooLateByThen) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15"});
  world.Go("2026-01-15 10:00");
  world.PlanAndPublish("r1", {"2026-01-17 09:30"});  // late: Friday the 16th; over the cap: Monday the 19th, after E
  world.Go("2026-01-20 10:00");
  EXPECT_THAT(world.Sent("pilot", "r1"), IsEmpty());
  EXPECT_EQ(world.State("meeting.closing", "pilot", "2026-01-17"), "SUPPRESSED");
}

// A row over the cap that is no longer wanted, and wanted again, is late: rules marked `skip` do not leave.
TEST(Cap, ForgetsAWaitingRowThatIsNoLongerWanted) {
  World world;
  world.Join("pilot", Pilot());
  world.Join("p-1", At95("pilot@example.org"));
  ClosingOn(world, "a", {"2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15"});
  world.PlanAndPublish("r1", {"2026-01-23 09:30"});
  world.Register("p-1", "r1");  // meeting.week is due on the 16th
  world.Go("2026-01-16 10:00");
  EXPECT_EQ(world.State("meeting.week", "p-1"), "PLANNED");
  EXPECT_TRUE(world.Row("meeting.week", "p-1")->capped);
  world.Become("p-1", "r1", RegistrationState::kCancelled, CancelCause::kSuperseded);
  world.Become("p-1", "r1", RegistrationState::kConfirmed);
  EXPECT_EQ(world.State("meeting.week", "p-1"), "NOT_APPLICABLE");
}

// "Rule `meeting.eve` passes the cap: when its digest may not leave, its eve sections leave in one mail, in time, and
// count."
TEST(Cap, LetsTheEvesPassAndCountsThem) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15", "2026-01-16"});
  world.PlanAndPublish("r1", {"2026-01-17 09:30"});
  world.Go("2026-01-10 10:00");
  world.Register("pilot", "r1");  // too late for meeting.week
  world.Go("2026-01-19 10:00");
  EXPECT_THAT(world.Sent("pilot", "2026-01-16"), ElementsAre("2026-01-16 09:00 meeting.eve r1/s1 2026-01-17"));
  // the 13th to the 19th: 13, 14, 15 and the eve of the 16th make four
  EXPECT_THAT(world.Sent("pilot", "closing a5"), IsEmpty());
  world.Go("2026-01-20 10:00");
  EXPECT_THAT(world.Sent("pilot", "closing a5"), ElementsAre("2026-01-20 09:00 meeting.closing a5 2026-01-26"));
}

// "over all Cafs. At one instant the Caf that wrote a reminder to that address longest ago (or never) goes first, then
// by Caf code"
TEST(Cap, GivesTheLastPlaceToTheCafThatWroteLongestAgo) {
  World world;
  world.AddCaf("59", "59");
  world.AddCaf("60", "60");
  world.Join("pilot", Pilot());
  world.Join("pilot-59", Pilot("59"));
  world.Join("pilot-60", Pilot("60"));
  ClosingOn(world, "a", {"2026-01-12", "2026-01-15"});
  ClosingOn(world, "b", {"2026-01-13", "2026-01-15"}, "59");
  ClosingOn(world, "c", {"2026-01-14", "2026-01-15"}, "60");
  world.Go("2026-01-15 10:00");
  EXPECT_THAT(world.Sent("pilot"), ElementsAre("2026-01-12 09:00 meeting.closing a1 2026-01-22",
                                               "2026-01-15 09:00 meeting.closing a2 2026-01-25"));
  EXPECT_THAT(world.Sent("pilot-59"), SizeIs(1));
  EXPECT_THAT(world.Sent("pilot-60"), SizeIs(1));
}

// "waits for the next morning (or the return of the sender after it)"
TEST(Cap, WaitsForTheReturnOfTheSender) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12", "2026-01-13", "2026-01-14", "2026-01-15", "2026-01-16"});
  world.Go("2026-01-17 10:00");
  world.Stop();
  world.Go("2026-01-20 15:00");
  world.Return();
  EXPECT_THAT(world.Sent("pilot", "closing a5"), ElementsAre("2026-01-20 15:00 meeting.closing a5 2026-01-26"));
}

// §8 "a nudge never leaves with an invitation to the same event", "welcome.invitation is judged before the other
// invitations".
TEST(Order, LetsAnInvitationOvertakeTheNudgeAndWelcomeTheInvitation) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("w", {"2026-02-11 09:30"}, {.kind = EventKind::kWelcome, .opens_on = {}, .closes_on = {}});
  world.Post("post-1", "p-1", "2026-01-09");  // W +3 d and E -30 d are both Monday the 12th
  world.Go("2026-01-13 08:00");
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-01-12 09:00 welcome.invitation p-1 2026-01-09"));
  EXPECT_EQ(world.State("meeting.invitation", "p-1"), "CANCELLED");
}

// §7 "5xx: that recipient fails"
TEST(Outcome, RefusedIsFailedAndFinal) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12"});
  world.Answer(Outcome::kRefused);
  world.Go("2026-01-13 10:00");
  EXPECT_EQ(world.State("meeting.closing", "pilot"), "FAILED");
  EXPECT_EQ(world.Row("meeting.closing", "pilot")->server_answer, "said so");
}

// §7 "SMTP 4xx: retried … until the rule's until"; the caller decides when.
TEST(Outcome, PostponedComesBackOnRetry) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12"});
  world.Answer(Outcome::kPostponed);
  world.Go("2026-01-12 09:00");
  EXPECT_EQ(world.State("meeting.closing", "pilot"), "PLANNED");
  EXPECT_FALSE(world.dispatcher().Quiet(world.now()));
  EXPECT_FALSE(world.dispatcher().Next(world.now()).has_value());
  world.Answer(Outcome::kSent);
  world.dispatcher().Retry("pilot@example.org");
  world.Send();
  EXPECT_EQ(world.State("meeting.closing", "pilot"), "SENT");
  EXPECT_TRUE(world.dispatcher().Quiet(world.now()));
}

// §7 "UNKNOWN (connection lost after the final dot; sent again with the same Message-ID)"
TEST(Outcome, UnknownIsSentAgainWithTheSameMessageId) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12"});
  world.Answer(Outcome::kUnknown);
  world.Go("2026-01-12 09:00");
  EXPECT_EQ(world.State("meeting.closing", "pilot"), "UNKNOWN");
  const std::string first = world.last().message_id;
  world.Answer(Outcome::kSent);
  world.dispatcher().Retry("pilot@example.org");
  world.Send();
  EXPECT_EQ(world.last().message_id, first);
  EXPECT_TRUE(world.last().second_copy);
  EXPECT_EQ(world.State("meeting.closing", "pilot"), "SENT");
}

// §7 "At most one extra copy per message in flight at a crash; never a lost one."
TEST(Outcome, AClaimOfACrashedProcessIsSentAgain) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12"});
  world.Go("2026-01-11 09:00");
  Records stored = world.planner().TakeChanges();
  world.planner().AdvanceTo(At("2026-01-12 09:00"));
  const auto mail = world.dispatcher().Next(At("2026-01-12 09:00"));
  ASSERT_TRUE(mail);
  const Records claimed = world.planner().TakeChanges();
  stored.caf = Caf{.name = "cafs/95", .display_name = "95", .departement = "95", .zone = "Europe/Paris"};
  stored.people = {*world.planner().FindPerson("cafs/95/people/pilot")};
  stored.events = {*world.planner().FindEvent("cafs/95/events/a1")};
  stored.reminders = claimed.updated;
  stored.cursor = claimed.cursor;

  Planner rebuilt = Planner::FromStored("95", stored);
  Dispatcher dispatcher;
  dispatcher.Add(rebuilt);
  const auto copy = dispatcher.Next(At("2026-01-12 09:02"));
  ASSERT_TRUE(copy);
  EXPECT_TRUE(copy->second_copy);
  EXPECT_EQ(copy->message_id, mail->message_id);
  EXPECT_THAT(copy->sections, SizeIs(1));
  dispatcher.Report(*copy, {.kind = Outcome::kSent, .answer = {}}, At("2026-01-12 09:02"));
  EXPECT_FALSE(dispatcher.Next(At("2026-01-12 09:03")).has_value());
}

// §3 "MISSED and FAILED are visible to the Pôle ressources, with a way to send again."
TEST(Resend, SendsByHandWhatWasMissed) {
  World world;
  world.Join("pilot", Pilot());
  ClosingOn(world, "a", {"2026-01-12"});
  world.Go("2026-01-11 09:00");
  world.Stop();
  world.Go("2026-01-22 10:00");
  world.Return();
  ASSERT_EQ(world.State("meeting.closing", "pilot"), "MISSED");
  const std::string name = world.Row("meeting.closing", "pilot")->name;
  ASSERT_TRUE(world.planner().Resend(name, world.now()));
  world.Send();
  EXPECT_THAT(world.Sent("pilot"), ElementsAre("2026-01-22 10:00 meeting.closing a1 2026-01-22"));
  EXPECT_EQ(world.planner().Resend(name, world.now()).error().reason, "REMINDER_STATE");
}

// §9 "who will receive what, and when" (dry run, nothing written); a draft as if published now.
TEST(Preview, SaysWhatWillLeaveAndChangesNothing) {
  World world;
  world.Join("p-1");
  world.Plan("r1", {"2026-03-10 09:30"});
  const auto rows = world.planner().Copy().Preview("cafs/95/events/r1", "", world.now(), std::nullopt);
  std::vector<std::string> lines;
  for (const Reminder& row : rows) lines.push_back(Show(*row.leave) + " " + row.rule + " " + ToString(row.state));
  EXPECT_THAT(lines,
              ElementsAre("2026-01-09 09:00 meeting.save_the_date PLANNED",
                          "2026-02-06 09:00 meeting.invitation PLANNED", "2026-02-23 09:00 meeting.nudge PLANNED"));
  EXPECT_THAT(world.planner().Copy().Preview("cafs/95/events/r1", "meeting.nudge", world.now(), std::nullopt),
              SizeIs(1));
  EXPECT_THAT(world.planner().Copy().Preview("", "", world.now(), At("2026-02-06 09:00")), IsEmpty());
  EXPECT_TRUE(world.planner().TakeChanges().Empty());
  world.Go("2026-03-01 08:00");
  EXPECT_THAT(world.Sent("p-1"), IsEmpty());
}

}  // namespace
}  // namespace maillage::notifier::testing
