/// REMINDERS.md §8: the conditions of each line of the table.
#include <gmock/gmock.h>

#include "notifier/domain/testing.h"

namespace maillage::notifier::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

World::Who Pilot() {
  return {.kind = PersonKind::kOther, .pilot = true, .zone = {}, .email = {}, .portfolio = {}, .welcomed_on = {}};
}
World::Who Adviser(const std::string& convention) {
  return {.kind = PersonKind::kAdviser, .zone = {}, .email = {}, .portfolio = {convention}, .welcomed_on = {}};
}
World::Who Kind(PersonKind kind) { return {.kind = kind, .zone = {}, .email = {}, .portfolio = {}, .welcomed_on = {}}; }

// "meeting.nudge … invited, and last so at least 5 civil days ago"
TEST(Nudge, NeedsAnInvitationFiveCivilDaysAgo) {
  World world("2026-02-19 08:00");  // E -15 d is Monday 2026-02-23
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});  // invited on the 19th at 09:00
  world.Go("2026-03-09 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation"),
              ElementsAre("2026-02-19 09:00 meeting.invitation r1 2026-03-10"));
  EXPECT_THAT(world.Sent("p-1", "meeting.nudge"), IsEmpty());

  World earlier("2026-02-18 08:00");  // the 18th + 5 = the 23rd at 00:00, before 09:00
  earlier.Join("p-1");
  earlier.PlanAndPublish("r1", {"2026-03-10 09:30"});
  earlier.Go("2026-03-09 08:00");
  EXPECT_THAT(earlier.Sent("p-1", "meeting.nudge"), ElementsAre("2026-02-23 09:00 meeting.nudge r1 2026-03-10"));
}

// §4 Audience: the defaults, and WELCOME "among them only officers not welcomed yet".
TEST(Audience, IsTheDefaultOfTheKind) {
  World world;
  world.Join("officer");
  world.Join("adviser", Kind(PersonKind::kAdviser));
  world.Join("staff", Kind(PersonKind::kCafStaff));
  world.Join("elected", Kind(PersonKind::kElected));
  world.Join("guest", Kind(PersonKind::kOther));
  world.Join("welcomed", {.zone = {}, .email = {}, .portfolio = {}, .welcomed_on = ParseDate("2025-01-01").value()});
  world.PlanAndPublish("n", {"2026-02-10 09:30"});
  world.PlanAndPublish("s", {"2026-02-11 09:30"}, {.kind = EventKind::kSeminar, .opens_on = {}, .closes_on = {}});
  world.PlanAndPublish("w", {"2026-02-12 09:30"}, {.kind = EventKind::kWelcome, .opens_on = {}, .closes_on = {}});
  world.Go("2026-01-14 08:00");
  EXPECT_THAT(world.Sent("officer", "meeting.invitation n"), SizeIs(1));
  EXPECT_THAT(world.Sent("officer", "meeting.invitation w"), SizeIs(1));
  EXPECT_THAT(world.Sent("adviser"),
              ElementsAre("2026-01-05 09:00 meeting.save_the_date n 2026-02-10 + seminar.invitation s 2026-02-11",
                          "2026-01-09 09:00 meeting.invitation n 2026-02-10"));
  EXPECT_THAT(world.Sent("staff"), ElementsAre("2026-01-05 09:00 seminar.invitation s 2026-02-11"));
  EXPECT_THAT(world.Sent("elected"), SizeIs(1));
  EXPECT_THAT(world.Sent("guest"), IsEmpty());
  EXPECT_THAT(world.Sent("welcomed", "meeting.invitation w"), IsEmpty());
}

// §4 Declined: "and the date of E is still the same".
TEST(Declined, HoldsWhileTheDateIsTheSame) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});
  world.Decline("p-1", "r1");
  world.Go("2026-02-16 08:00");
  EXPECT_THAT(world.Sent("p-1"), IsEmpty());
  world.Move("r1", 1, "2026-03-11 09:30");
  world.Go("2026-02-17 08:00");
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-02-16 09:00 meeting.invitation r1 2026-03-11"));
}

// §4 Declined: "whose registration was cancelled (by the person or a pilot), and has not registered since".
TEST(Declined, FollowsACancellationButNotALapse) {
  World world("2026-02-12 08:00");
  for (const char* person : {"by-person", "by-pilot", "lapsed"}) world.Join(person);
  world.PlanAndPublish("r1", {"2026-03-10 09:30"});
  for (const char* person : {"by-person", "by-pilot"}) world.Register(person, "r1");
  world.Register("lapsed", "r1", 1, RegistrationState::kWaitlisted);
  world.Cancel("by-person", "r1");
  world.Cancel("by-pilot", "r1", CancelCause::kPilot);
  world.Become("lapsed", "r1", RegistrationState::kLapsed);
  world.Go("2026-02-20 08:00");
  EXPECT_THAT(world.Sent("by-person", "meeting.invitation"), IsEmpty());
  EXPECT_THAT(world.Sent("by-pilot", "meeting.invitation"), IsEmpty());
  EXPECT_THAT(world.Sent("lapsed", "meeting.invitation"), SizeIs(1));
}

// "meeting.closing … pilots"; "meeting.minutes … minutes not published"; "meeting.week"; "meeting.eve … S -2 h".
TEST(Meeting, TellsPilotsAndThoseConfirmed) {
  World world;
  world.Join("pilot", Pilot());
  world.Join("p-1");
  world.PlanAndPublish("r1", {"2026-02-10 09:30"});
  world.Register("p-1", "r1");
  world.Go("2026-03-20 08:00");
  EXPECT_THAT(world.Sent("pilot"), ElementsAre("2026-01-30 09:00 meeting.closing r1 2026-02-10",
                                               "2026-02-25 09:00 meeting.minutes r1 2026-02-10"));
  EXPECT_THAT(world.Sent("p-1", "meeting."), ElementsAre("2026-02-03 09:00 meeting.week r1/s1 2026-02-10",
                                                         "2026-02-09 09:00 meeting.eve r1/s1 2026-02-10"));
}

// §8 Subjects: "in a SEQUENCE the event for `week`, `survey`, …, the module for `eve`"; survey counts from L.
TEST(Sequence, IsOneWholeButForTheEves) {
  World world;
  world.Join("p-1");
  world.PlanAndPublish(
      "t", {"2026-02-10 09:30", "2026-02-17 09:30"},
      {.kind = EventKind::kTraining, .format = EventFormat::kSequence, .opens_on = {}, .closes_on = {}});
  world.Register("p-1", "t", 0);
  world.Go("2026-02-11 08:00");
  world.Mark("p-1", "t", 1, Mark::kPartial);
  world.Go("2026-02-18 08:00");
  world.Mark("p-1", "t", 2, Mark::kNoShow);
  world.Go("2026-03-10 08:00");
  EXPECT_THAT(
      world.Sent("p-1", "meeting."),
      ElementsAre("2026-02-03 09:00 meeting.week t 2026-02-10", "2026-02-09 09:00 meeting.eve t/s1 2026-02-10",
                  "2026-02-16 09:00 meeting.eve t/s2 2026-02-17", "2026-02-18 09:00 meeting.survey t 2026-02-17",
                  "2026-02-24 09:00 meeting.survey_nudge t 2026-02-17"));
}

// "meeting.survey_nudge … not answered, survey sent at least 3 civil days ago"; "meeting.materials … documents shared".
TEST(Survey, IsNudgedOnlyThreeCivilDaysAfter) {
  World world("2026-02-03 08:00");
  for (const char* person : {"early", "late", "answers"}) world.Join(person);
  world.PlanAndPublish("r1", {"2026-02-10 09:30"});
  world.Go("2026-02-10 18:00");
  world.Mark("early", "r1", 1, Mark::kAttended);
  world.Mark("answers", "r1", 1, Mark::kAttended);
  world.Go("2026-02-12 12:00");
  world.AnswerSurvey("answers", "r1");
  world.Go("2026-02-13 12:00");
  world.event("r1").documents_shared_at = world.now();
  world.Known("r1");
  world.Go("2026-02-14 12:00");
  world.Mark("late", "r1", 1, Mark::kPartial);
  world.Go("2026-03-01 08:00");
  EXPECT_THAT(world.Sent("early", "survey"), ElementsAre("2026-02-11 09:00 meeting.survey r1/s1 2026-02-10",
                                                         "2026-02-17 09:00 meeting.survey_nudge r1/s1 2026-02-10"));
  EXPECT_THAT(world.Sent("early", "materials"), ElementsAre("2026-02-16 09:00 meeting.materials r1/s1 2026-02-10"));
  EXPECT_THAT(world.Sent("answers", "survey"), SizeIs(1));
  EXPECT_THAT(world.Sent("late", "survey"),
              ElementsAre("2026-02-16 09:00 meeting.materials r1/s1 2026-02-10 + meeting.survey r1/s1 2026-02-10"));
}

// "meeting.absence … another session to come with a free seat and nobody waiting; registration open"
TEST(Absence, OffersAnotherSessionThatHasASeat) {
  World world("2026-02-03 08:00");
  for (const char* person : {"p-1", "p-2", "p-3"}) world.Join(person);
  World::What what{.format = EventFormat::kSplit, .opens_on = {}, .closes_on = {}, .capacity = 2};
  world.PlanAndPublish("r1", {"2026-02-10 09:30", "2026-03-10 09:30"}, what);
  world.Register("p-1", "r1", 1);
  world.Register("p-2", "r1", 2);
  world.Register("p-3", "r1", 2);
  world.Go("2026-02-10 18:00");
  world.Mark("p-1", "r1", 1, Mark::kNoShow);
  world.Go("2026-02-12 10:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.absence"), IsEmpty());
  world.Cancel("p-3", "r1");
  world.Go("2026-02-13 10:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.absence"), ElementsAre("2026-02-13 09:00 meeting.absence r1/s1 2026-02-10"));
}

// "meeting.repeated_absence … the next morning after since", to advisers of the officer and pilots, about the person.
TEST(RepeatedAbsence, TellsAdvisersAndPilotsTheNextMorning) {
  World world;
  world.Join("pilot", Pilot());
  world.Join("adviser", Adviser("ctg-1"));
  world.Join("other", Adviser("ctg-2"));
  world.Join("p-1");
  world.Post("post-1", "p-1", "2025-01-01");
  world.PlanAndPublish("old", {"2026-01-06 09:30"});
  world.PlanAndPublish("new", {"2026-02-10 09:30"});
  world.Register("p-1", "old");
  world.Register("p-1", "new");
  world.Go("2026-02-10 18:00");
  world.Mark("p-1", "new", 1, Mark::kNoShow);
  world.Go("2026-02-11 10:00");
  world.Mark("p-1", "old", 1, Mark::kNoShow);
  world.Go("2026-02-13 10:00");
  for (const char* person : {"pilot", "adviser"}) {
    EXPECT_THAT(world.Sent(person, "repeated"), ElementsAre("2026-02-12 09:00 meeting.repeated_absence p-1 2026-02-10"))
        << person;
  }
  EXPECT_THAT(world.Sent("other", "repeated"), IsEmpty());
  // since is the recipient's own: an adviser from now on is told then, until since + 14 × 24 h
  world.Post("post-2", "p-1", "2026-02-16", "", "ctg-2");
  world.Go("2026-02-17 10:00");
  EXPECT_THAT(world.Sent("other", "repeated"), ElementsAre("2026-02-16 09:00 meeting.repeated_absence p-1 2026-02-10"));
}

// "began in the 12 months before it (from the same local time, included, to S, excluded)"
TEST(RepeatedAbsence, LooksBackTwelveMonthsToTheMinute) {
  for (const auto& [start, wanted] : std::map<std::string, int>{{"2026-03-10 09:30", 1}, {"2026-03-10 09:31", 0}}) {
    World world("2025-03-01 08:00");
    world.Join("pilot", Pilot());
    world.Join("p-1");
    world.PlanAndPublish("old", {"2025-03-10 09:30"});
    world.PlanAndPublish("new", {start});
    world.Go("2026-03-10 18:00");
    world.Mark("p-1", "old", 1, Mark::kNoShow);
    world.Mark("p-1", "new", 1, Mark::kNoShow);
    world.Go("2026-03-12 10:00");
    EXPECT_THAT(world.Sent("pilot", "repeated"), SizeIs(wanted)) << start;
  }
}

// "welcome.invitation … one is open for registration and not declined (of those, the one with the earliest E)"; nudges
// copy the advisers.
TEST(Welcome, InvitesNudgesAndTellsPilots) {
  World world;
  world.Join("pilot", Pilot());
  world.Join("adviser", Adviser("ctg-1"));
  world.Join("p-1");
  World::What welcome{.kind = EventKind::kWelcome, .opens_on = {}, .closes_on = {}};
  world.PlanAndPublish("w2", {"2026-06-23 09:30"}, welcome);
  world.PlanAndPublish("w1", {"2026-06-16 09:30"}, welcome);
  world.Post("post-1", "p-1", "2026-01-12");
  world.Go("2026-01-16 08:00");
  EXPECT_THAT(world.Sent("p-1"), ElementsAre("2026-01-15 09:00 welcome.invitation p-1 2026-01-12"));
  EXPECT_EQ(world.Row("welcome.invitation", "p-1")->about, "cafs/95/events/w1");
  world.Go("2026-04-20 08:00");
  EXPECT_THAT(world.Sent("p-1", "welcome.nudge"), ElementsAre("2026-02-11 09:00 welcome.nudge_30 p-1 2026-01-12",
                                                              "2026-03-13 09:00 welcome.nudge_60 p-1 2026-01-12"));
  EXPECT_THAT(world.Sent("adviser", "welcome.nudge"), SizeIs(2));
  EXPECT_THAT(world.Sent("pilot", "welcome"), ElementsAre("2026-04-13 09:00 welcome.overdue p-1 2026-01-12"));
  world.Go("2026-06-15 08:00");
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation w1"), IsEmpty());  // invited by welcome.invitation
  EXPECT_THAT(world.Sent("p-1", "meeting.nudge w1"), SizeIs(1));
  EXPECT_THAT(world.Sent("p-1", "meeting.invitation w2"), SizeIs(1));
}

// "an assignment running today": it begins at 00:00 of its first day, and its end ends the reminders.
TEST(Welcome, NeedsAnAssignmentThatRuns) {
  World world;
  world.Join("pilot", Pilot());
  world.Join("ended");
  world.Join("running");
  world.Post("post-1", "ended", "2025-10-21", "2026-01-18");  // W +90 d is Monday 2026-01-19
  world.Post("post-2", "running", "2025-10-21", "2026-01-19");
  world.Go("2026-01-20 08:00");
  EXPECT_THAT(world.Sent("pilot"), ElementsAre("2026-01-19 09:00 welcome.overdue running 2025-10-21"));
  EXPECT_EQ(world.State("welcome.overdue", "pilot"), "CANCELLED");
  EXPECT_EQ(world.Row("welcome.overdue", "pilot")->detail, "no assignment is running");
}

}  // namespace
}  // namespace maillage::notifier::testing
