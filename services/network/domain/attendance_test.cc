#include <gtest/gtest.h>

#include "network/domain/testing.h"

namespace maillage::network {
namespace {

using testing::At;
using testing::Of;
using testing::Person;
using testing::Published;
using testing::ReasonOf;
using testing::Register;
using testing::SessionOf;
using testing::StateOf;

const Instant kNow = At("2026-01-10T10:00");
const Instant kHeld = At("2026-02-10T12:00");  // s1 is held, s2 is to come

Event Split() {
  return Published(Format::kSplit, {SessionOf("s1", "2026-02-10T09:00", 1), SessionOf("s2", "2026-02-12T09:00", 1)});
}

Result<Attendance> MarkAs(Event& event, const std::string& person, Mark mark, Instant now = kHeld,
                          const std::string& session = "s1", int minutes = 0) {
  return event.MarkAttendance({SessionId(session), PersonId(person), "", mark, minutes}, now);
}

TEST(Marking, IsRefusedBeforeTheStartAndForACancelledSession) {
  auto event = Split();
  EXPECT_EQ(ReasonOf(MarkAs(event, "amina", Mark::kAttended, At("2026-02-10T08:59"))), "SESSION_NOT_STARTED");
  EXPECT_TRUE(MarkAs(event, "amina", Mark::kAttended, At("2026-02-10T09:00")));
  ASSERT_TRUE(event.CancelSession(SessionId("s2"), kHeld));
  EXPECT_EQ(ReasonOf(MarkAs(event, "amina", Mark::kAttended, At("2026-02-12T10:00"), "s2")), "SESSION_CANCELLED");
}

TEST(Marking, AbsentNeedsAConfirmedRegistration) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  EXPECT_TRUE(MarkAs(event, "amina", Mark::kNoShow));
  EXPECT_EQ(ReasonOf(MarkAs(event, "bruno", Mark::kNoShow)), "NOT_CONFIRMED") << "only waits";
  EXPECT_EQ(ReasonOf(MarkAs(event, "chloe", Mark::kExcused)), "NOT_CONFIRMED");
}

TEST(Marking, ALaterMarkReplacesTheEarlierAndTheSameChangesNothing) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kNoShow));
  event.TakeFacts();
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kNoShow, At("2026-02-11T00:00")));
  EXPECT_TRUE(event.TakeFacts().empty());
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kPartial, kHeld, "s1", 90));
  EXPECT_EQ(event.FindAttendance(SessionId("s1"), Person("amina"))->minutes, 90);
  EXPECT_EQ(Of<AttendanceMarked>(event.TakeFacts()).size(), 1u);
}

TEST(Marking, AttendedCountsTheMinutesOfTheSession) {
  auto event = Split();
  EXPECT_EQ(MarkAs(event, "amina", Mark::kAttended)->minutes, 360);
}

TEST(Marking, SomebodyWhoCameAllTheSameMakesARegistrationWhateverTheCapacity) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  event.TakeFacts();
  ASSERT_TRUE(MarkAs(event, "bruno", Mark::kAttended));
  EXPECT_EQ(StateOf(event, "bruno"), "CONFIRMED");
  EXPECT_TRUE(Of<RegistrationConfirmed>(event.TakeFacts())[0].registration.came_unregistered);
}

TEST(Marking, WhoWaitedAndCameHasTheirPlaceInTheLineConfirmed) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  ASSERT_TRUE(MarkAs(event, "bruno", Mark::kPartial, kHeld, "s1", 10));
  EXPECT_EQ(event.registrations().size(), 2u);
  EXPECT_EQ(StateOf(event, "bruno"), "CONFIRMED");
}

TEST(Marking, PresentEndsAnotherRegistrationToComeAndOffersItsSeat) {
  auto event =
      Published(Format::kSplit, {SessionOf("s1", "2026-02-10T09:00", 1), SessionOf("s2", "2026-02-20T09:00", 1)});
  ASSERT_TRUE(Register(event, "amina", "s2", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s2", kNow));
  event.TakeFacts();
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kAttended));
  const auto facts = event.TakeFacts();
  EXPECT_EQ(Of<RegistrationCancelled>(facts)[0].registration.cancel_cause, CancelCause::kSuperseded);
  EXPECT_EQ(Of<SeatOffered>(facts)[0].registration.person.value, "bruno");
  EXPECT_EQ(event.ActiveRegistration(Person("amina"), kHeld)->session.value, "s1");
}

TEST(Marking, AnAbsentPersonMayRegisterForAnotherSession) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  EXPECT_EQ(ReasonOf(Register(event, "amina", "s2", kHeld)), "ALREADY_REGISTERED");
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kExcused));
  EXPECT_EQ(event.ActiveRegistration(Person("amina"), kHeld), nullptr);
  EXPECT_TRUE(Register(event, "amina", "s2", kHeld));
}

TEST(Marking, InASequenceNoModuleMissedEndsTheRegistration) {
  auto event =
      Published(Format::kSequence, {SessionOf("m1", "2026-02-10T09:00", 1), SessionOf("m2", "2026-02-20T09:00", 1)});
  ASSERT_TRUE(Register(event, "amina", "", kNow));
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kNoShow, kHeld, "m1"));
  EXPECT_NE(event.ActiveRegistration(Person("amina"), kHeld), nullptr);
  EXPECT_FALSE(event.Attended(Person("amina")));
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kAttended, At("2026-02-20T10:00"), "m2"));
  EXPECT_TRUE(event.Attended(Person("amina")));
}

TEST(Survey, IsForWhoAttendedAndASecondAnswerIsHeardToo) {
  auto event = Split();
  SurveyAnswer answer;
  answer.person = Person("amina");
  answer.satisfaction = 4;
  EXPECT_EQ(ReasonOf(event.AnswerSurvey(answer, kHeld)), "NOT_ATTENDED");
  ASSERT_TRUE(MarkAs(event, "amina", Mark::kAttended));
  EXPECT_TRUE(event.AnswerSurvey(answer, kHeld));
  EXPECT_TRUE(event.AnswerSurvey(answer, kHeld));
  answer.satisfaction = 6;
  EXPECT_EQ(ReasonOf(event.AnswerSurvey(answer, kHeld)), "INVALID_REQUEST");
}

}  // namespace
}  // namespace maillage::network
