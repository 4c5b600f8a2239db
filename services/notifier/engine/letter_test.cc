#include "notifier/engine/letter.h"

#include <gmock/gmock.h>

#include "notifier/domain/testing.h"

/// What is put into a mail: links that act for the person and end in time, the calendar entry, where things were
/// before.
namespace maillage::notifier::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

const auth::LinkSigner& Signer() {
  static const auth::LinkSigner signer("0123456789012345678901234567890123456789");
  return signer;
}

class Letters : public ::testing::Test {
 protected:
  Letters() { world_.Join("aicha"); }

  /// The last mail that left.
  mail::Mail Last(const std::string& rule) const {
    EXPECT_EQ(world_.last().sections.front().rule, rule);
    return writer_.Write(world_.last(), world_.planner());
  }
  mail::Section LastSection(const std::string& rule) const { return Last(rule).sections.front(); }

  /// `act person event session until <instant in Paris>` of a link behind this address.
  static std::string Says(const std::string& url, const std::string& before = "https://ctg.example.org/r/") {
    if (url.rfind(before, 0) != 0) return "'" + url + "'";
    auto link = Signer().Read(url.substr(before.size()), Instant{});
    if (!link) return link.error().message;
    auto& fields = link->fields;
    return fields["act"] + " " + Short(fields["person"]) + " " + Short(fields["event"]) + " " +
           (fields["session"].empty() ? "-" : Short(fields["session"])) + " until " + Show(link->expires);
  }

  World::What Split() const { return {.format = EventFormat::kSplit, .opens_on = {}, .closes_on = {}}; }
  World::What Sequence() const { return {.format = EventFormat::kSequence, .opens_on = {}, .closes_on = {}}; }

  mutable World world_;
  LetterWriter writer_{{"rappels@example.org", "https://ctg.example.org", "https://rappels.example.org"}, Signer()};
};

TEST_F(Letters, InviteToTheOneSessionWithLinksThatEndWithIt) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30"});
  world_.Go("2026-01-06 09:00");
  const auto letter = Last("meeting.invitation");
  const auto& section = letter.sections.front();
  EXPECT_EQ(Says(section.links.enrol), "register aicha r1 r1/s1 until 2026-02-03 16:30");
  EXPECT_EQ(Says(section.links.decline), "decline aicha r1 - until 2026-02-03 16:30");
  EXPECT_EQ(section.links.cancel + section.links.accept + section.links.survey, "");
  EXPECT_EQ(Says(letter.unsubscribe_url, "https://rappels.example.org/u/").substr(0, 17), "unsubscribe aicha");
  EXPECT_FALSE(letter.calendar);
}

TEST_F(Letters, InviteToEachSessionOfAChoiceWithALinkOfItsOwn) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-05 14:00"}, Split());
  world_.Go("2026-01-06 09:00");
  const auto section = LastSection("meeting.invitation");
  ASSERT_THAT(section.sessions, SizeIs(2));
  EXPECT_EQ(Says(section.sessions[0].register_url), "register aicha r1 r1/s1 until 2026-02-03 16:30");
  EXPECT_EQ(Says(section.sessions[1].register_url), "register aicha r1 r1/s2 until 2026-02-05 21:00");
  EXPECT_EQ(section.links.enrol, "");
  EXPECT_EQ(Says(section.links.decline), "decline aicha r1 - until 2026-02-05 21:00") << "the event's end";
}

TEST_F(Letters, InviteToASequenceAsAWhole) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-17 09:30"}, Sequence());
  world_.Go("2026-01-06 09:00");
  const auto section = LastSection("meeting.invitation");
  EXPECT_EQ(Says(section.links.enrol), "register aicha r1 - until 2026-02-17 16:30");
  for (const auto& session : section.sessions) EXPECT_EQ(session.register_url, "");
}

TEST_F(Letters, GiveAdvisersACopyWithoutAnyAnswerOfThePersonConcerned) {
  world_.Join("adviser",
              {.kind = PersonKind::kAdviser, .zone = {}, .email = {}, .portfolio = {"ctg-1"}, .welcomed_on = {}});
  world_.Post("p1", "aicha", "2025-12-08");
  world_.PlanAndPublish("w1", {"2026-03-03 09:30"}, {.kind = EventKind::kWelcome, .opens_on = {}, .closes_on = {}});
  world_.Go("2026-01-07 09:00");
  for (const auto* person : {"aicha", "adviser"}) {
    const auto* row = world_.Row("welcome.nudge_30", person);
    ASSERT_NE(row, nullptr) << person;
    Mail mail;
    mail.recipient = row->recipient;
    mail.at = world_.now();
    mail.sections = {*row};
    const auto section = writer_.Write(mail, world_.planner()).sections.front();
    const bool own = std::string(person) == "aicha";
    EXPECT_EQ(section.person.empty(), own);
    EXPECT_EQ(section.links.enrol.empty(), !own) << person;
    EXPECT_EQ(section.links.decline.empty(), !own) << person;
    EXPECT_EQ(section.event.title, "w1");
  }
}

TEST_F(Letters, ConfirmWithACalendarEntryThatLaterChangesFollow) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-05 14:00"}, Split());
  world_.Register("aicha", "r1", 1);
  const auto confirmed = Last("registration.confirmed");
  EXPECT_EQ(Says(confirmed.sections.front().links.cancel), "cancel aicha r1 - until 2026-02-05 21:00");
  EXPECT_EQ(confirmed.unsubscribe_url, "") << "transactional";
  const auto& feed = confirmed.sections.front().links.feed;
  ASSERT_GT(feed.size(), 4u);
  EXPECT_EQ(feed.substr(feed.size() - 4), ".ics");
  EXPECT_EQ(Says(feed.substr(0, feed.size() - 4), "https://ctg.example.org/agenda/").substr(0, 10), "feed aicha");
  ASSERT_TRUE(confirmed.calendar);
  ASSERT_THAT(confirmed.calendar->entries, SizeIs(1));
  const auto uid = confirmed.calendar->entries[0].uid;
  auto sequence = confirmed.calendar->sequence;
  const auto expect = [&](const std::string& rule, mail::Calendar::Method method, const std::string& start) {
    const auto letter = Last(rule);
    ASSERT_TRUE(letter.calendar) << rule;
    EXPECT_EQ(letter.calendar->method, method) << rule;
    ASSERT_THAT(letter.calendar->entries, SizeIs(1)) << rule;
    EXPECT_EQ(letter.calendar->entries[0].uid, uid) << rule;
    EXPECT_EQ(ToString(letter.calendar->entries[0].session.starts_at), start) << rule;
    EXPECT_GT(letter.calendar->sequence, sequence) << rule;
    sequence = letter.calendar->sequence;
  };
  using Method = mail::Calendar::Method;
  world_.Go("2026-01-06 10:00");
  world_.Move("r1", 1, "2026-02-04 10:00", {"aicha"});
  expect("session.rescheduled", Method::kRequest, "2026-02-04T10:00");
  world_.Go("2026-01-06 11:00");
  world_.Switch("aicha", "r1", 2);
  expect("registration.switched", Method::kRequest, "2026-02-05T14:00");
  world_.Go("2026-01-06 12:00");
  world_.Cancel("aicha", "r1");
  expect("registration.cancelled", Method::kCancel, "2026-02-05T14:00");
}

TEST_F(Letters, PutEachModuleOfASequenceIntoTheCalendar) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-17 09:30"}, Sequence());
  world_.Register("aicha", "r1", 0);
  const auto calendar = Last("registration.confirmed").calendar;
  ASSERT_TRUE(calendar);
  ASSERT_THAT(calendar->entries, SizeIs(2));
  EXPECT_NE(calendar->entries[0].uid, calendar->entries[1].uid);
}

TEST_F(Letters, LeaveTheCalendarAloneWhileSomebodyWaits) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30"});
  world_.Register("aicha", "r1", 1, RegistrationState::kWaitlisted);
  EXPECT_FALSE(Last("registration.waitlisted").calendar);
  world_.Offer("aicha", "r1", "2026-01-07 08:00");
  const auto letter = Last("registration.seat_offered");
  EXPECT_FALSE(letter.calendar);
  EXPECT_EQ(Says(letter.sections[0].links.accept), "accept aicha r1 - until 2026-02-03 16:30");
  EXPECT_EQ(Says(letter.sections[0].links.refuse), "refuse aicha r1 - until 2026-02-03 16:30");
  EXPECT_EQ(letter.sections[0].offer_ends, At("2026-01-07 08:00"));
}

TEST_F(Letters, SayWhereThingsWereBefore) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-05 14:00"}, Split());
  world_.Register("aicha", "r1", 1);
  world_.Go("2026-01-06 10:00");
  world_.Move("r1", 1, "2026-02-04 10:00", {"aicha"});
  EXPECT_EQ(ToString(LastSection("session.rescheduled").previous->starts_at), "2026-02-03T09:30");
  world_.Go("2026-01-06 11:00");
  world_.event("r1").sessions[0].place = "Eaubonne";
  world_.Known("r1");
  world_.Relocate("r1", 1, "Cergy", {"aicha"});
  const auto section = LastSection("session.changed");
  EXPECT_EQ(section.previous->place + " " + section.sessions.front().place, "Eaubonne Cergy");
  world_.Go("2026-01-06 12:00");
  world_.Switch("aicha", "r1", 2);
  const auto switched = LastSection("registration.switched");
  ASSERT_TRUE(switched.previous);
  EXPECT_EQ(switched.previous->name, "cafs/95/events/r1/sessions/s1");
}

TEST_F(Letters, SayNothingOfASeatThatNobodyHadBefore) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-05 14:00"}, Split());
  world_.Register("aicha", "r1", 1, RegistrationState::kWaitlisted);
  world_.Switch("aicha", "r1", 2);
  EXPECT_FALSE(LastSection("registration.switched").previous);
}

TEST_F(Letters, AskForAnOpinionAsLongAsTheSurveyIsOpen) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30"});
  world_.Register("aicha", "r1");
  world_.Go("2026-02-03 17:00");
  world_.Mark("aicha", "r1", 1, Mark::kAttended);
  world_.Go("2026-02-04 09:00");
  EXPECT_EQ(Says(LastSection("meeting.survey").links.survey), "survey aicha r1 - until 2026-02-18 16:30");
}

TEST_F(Letters, TakeTheRightEntryOutOfTheCalendarWhenAnotherSessionWasChosenSince) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-05 14:00"}, Split());
  world_.Register("aicha", "r1", 1);
  const auto uid = Last("registration.confirmed").calendar->entries.at(0).uid;
  world_.Go("2026-01-06 10:00");
  world_.Stop();
  world_.Become("aicha", "r1", RegistrationState::kCancelled, CancelCause::kSessionCancelled);
  world_.CancelSession("r1", 1, {"aicha"});
  world_.Go("2026-01-06 11:00");
  world_.Register("aicha", "r1", 2);
  world_.Return();
  const auto calendar_of = [&](const std::string& rule, const std::string& session) {
    Reminder reminder;
    reminder.rule = rule;
    reminder.subject = "cafs/95/events/r1/sessions/" + session;
    Mail mail;
    mail.recipient = "cafs/95/people/aicha";
    mail.sections = {reminder};
    return writer_.Write(mail, world_.planner()).calendar;
  };
  EXPECT_EQ(calendar_of("session.cancelled", "s1")->entries.at(0).uid, uid);
  EXPECT_NE(calendar_of("registration.confirmed", "s2")->entries.at(0).uid, uid);
}

TEST_F(Letters, ShowWhereThereIsStillASeat) {
  world_.PlanAndPublish("r1", {"2026-02-03 09:30", "2026-02-05 14:00", "2026-02-10 14:00"}, Split());
  world_.Register("aicha", "r1", 1);
  world_.CancelSession("r1", 2);
  world_.CancelSession("r1", 1, {"aicha"});
  const auto letter = Last("session.cancelled");
  ASSERT_THAT(letter.sections.front().alternatives, SizeIs(1));
  EXPECT_EQ(Says(letter.sections.front().alternatives[0].register_url),
            "register aicha r1 r1/s3 until 2026-02-10 21:00");
  ASSERT_TRUE(letter.calendar);
  EXPECT_EQ(letter.calendar->method, mail::Calendar::Method::kCancel);
}

}  // namespace
}  // namespace maillage::notifier::testing
