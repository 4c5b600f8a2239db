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

Event Single(int capacity) { return Published(Format::kSingle, {SessionOf("s1", "2026-02-10T09:00", capacity)}); }
Event Split() {
  return Published(Format::kSplit, {SessionOf("s1", "2026-02-10T09:00", 1), SessionOf("s2", "2026-02-12T09:00", 1)});
}
Event Sequence(int capacity = 1) {
  return Published(Format::kSequence,
                   {SessionOf("m1", "2026-02-10T09:00", capacity), SessionOf("m2", "2026-02-20T09:00", 9)});
}

TEST(Line, PutsOrganisationsWithoutASeatInTheEventFirstThenTheOrderOfRegistering) {
  auto event =
      Published(Format::kSplit, {SessionOf("s1", "2026-02-10T09:00", 1), SessionOf("s2", "2026-02-12T09:00", 1)});
  ASSERT_TRUE(Register(event, "seat-1", "s1", kNow, "x"));
  ASSERT_TRUE(Register(event, "seat-2", "s2", kNow, "y"));
  ASSERT_TRUE(Register(event, "x-too", "s1", kNow, "x"));
  ASSERT_TRUE(Register(event, "y-too", "s1", kNow, "y"));
  ASSERT_TRUE(Register(event, "nobody", "s1", kNow, ""));
  ASSERT_TRUE(Register(event, "z", "s1", kNow, "z"));
  EXPECT_EQ(event.WithRank(*testing::Latest(event, "nobody")).waiting_rank, 1) << "no organisation: none has a seat";
  EXPECT_EQ(event.WithRank(*testing::Latest(event, "z")).waiting_rank, 2);
  EXPECT_EQ(event.WithRank(*testing::Latest(event, "x-too")).waiting_rank, 3) << "seats of the other session count";
  EXPECT_EQ(event.WithRank(*testing::Latest(event, "y-too")).waiting_rank, 4);
}

TEST(Line, CountsTheSeatsOfSessionsThatWereHeld) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "was-there", "s1", kNow, "x"));
  ASSERT_TRUE(Register(event, "seat", "s2", kNow, "y"));
  ASSERT_TRUE(Register(event, "x-too", "s2", kNow, "x"));
  ASSERT_TRUE(Register(event, "z", "s2", kNow, "z"));
  const auto between = At("2026-02-10T10:00");
  ASSERT_TRUE(event.MarkAttendance({SessionId("s1"), Person("was-there"), "x", Mark::kNoShow, 0}, between));
  ASSERT_TRUE(event.CancelRegistration(Person("seat"), CancelCause::kPerson, between));
  EXPECT_EQ(StateOf(event, "z"), "OFFERED");
}

TEST(Offers, AFreedSeatIsOfferedToTheFirstInLineAndToNobodyElse) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  ASSERT_TRUE(Register(event, "chloe", "s1", kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow));
  const auto facts = event.TakeFacts();
  ASSERT_EQ(Of<SeatOffered>(facts).size(), 1u);
  EXPECT_EQ(Of<SeatOffered>(facts)[0].registration.person.value, "bruno");
  EXPECT_EQ(StateOf(event, "chloe"), "WAITLISTED");
}

TEST(Offers, Last48HoursFarFromTheStart) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow));
  EXPECT_EQ(*testing::Latest(event, "bruno")->offer_expires_at, At("2026-01-12T10:00"));
  EXPECT_EQ(event.NextDue(), At("2026-01-12T10:00"));
}

TEST(Offers, EndAt24HoursBeforeTheStartAtTheLatestAndLast4HoursNearerThan48) {
  const auto end_of_offer_given_at = [](const std::string& when) {
    auto event = Single(1);
    EXPECT_TRUE(Register(event, "amina", "s1", kNow));
    EXPECT_TRUE(Register(event, "bruno", "s1", kNow));
    EXPECT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, At(when)));
    return *testing::Latest(event, "bruno")->offer_expires_at;
  };
  EXPECT_EQ(end_of_offer_given_at("2026-02-08T08:00"), At("2026-02-09T09:00")) << "49 h before: until S - 24 h";
  EXPECT_EQ(end_of_offer_given_at("2026-02-08T09:00"), At("2026-02-09T09:00")) << "48 h before";
  EXPECT_EQ(end_of_offer_given_at("2026-02-08T09:01"), At("2026-02-08T13:01")) << "nearer: 4 h";
  EXPECT_EQ(end_of_offer_given_at("2026-02-09T09:00"), At("2026-02-09T13:00")) << "24 h before: the last offers";
}

TEST(Offers, ThatEndUnansweredLapseAndTheSeatIsOfferedOnAtThatInstant) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  ASSERT_TRUE(Register(event, "chloe", "s1", kNow));
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow));
  event.TakeFacts();
  event.RunDue(At("2026-01-20T00:00"));
  const auto facts = event.TakeFacts();
  ASSERT_EQ(facts.size(), 3u);
  EXPECT_EQ(facts[0].at, At("2026-01-12T10:00"));
  EXPECT_EQ(Of<OfferLapsed>(facts)[0].registration.person.value, "bruno");
  EXPECT_EQ(facts[1].at, At("2026-01-12T10:00"));
  EXPECT_EQ(Of<SeatOffered>(facts)[0].registration.person.value, "chloe");
  EXPECT_EQ(facts[2].at, At("2026-01-14T10:00"));
  EXPECT_EQ(event.NextDue(), std::nullopt);
  EXPECT_EQ(StateOf(event, "bruno"), "LAPSED");
}

TEST(Offers, EndBeforeAnAnswerOfTheSameInstant) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow));
  EXPECT_EQ(ReasonOf(event.AnswerOffer(Person("bruno"), true, At("2026-01-12T10:00"))), "NO_OPEN_OFFER");
  EXPECT_EQ(StateOf(event, "bruno"), "LAPSED");
}

TEST(Offers, AreOpenUntilTheStartWhenThatComesFirst) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow));
  ASSERT_TRUE(event.Reschedule(SessionId("s1"), "2026-01-11T08:00", "2026-01-11T12:00", "", kNow));
  EXPECT_EQ(*testing::Latest(event, "bruno")->offer_expires_at, At("2026-01-12T10:00")) << "fixed when it was given";
  EXPECT_EQ(event.NextDue(), At("2026-01-11T08:00"));
}

TEST(Offers, TakenGiveTheSeatAndTurnedDownGoToTheNext) {
  auto event = Single(2);
  for (const auto* each : {"amina", "bruno", "chloe", "david"}) ASSERT_TRUE(Register(event, each, "s1", kNow));
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow));
  EXPECT_EQ(ReasonOf(event.AnswerOffer(Person("david"), true, kNow)), "NO_OPEN_OFFER");
  ASSERT_TRUE(event.AnswerOffer(Person("chloe"), false, kNow));
  EXPECT_EQ(testing::Latest(event, "chloe")->cancel_cause, CancelCause::kOfferTurnedDown);
  EXPECT_TRUE(event.HasDeclined(Person("chloe")));
  event.TakeFacts();
  ASSERT_TRUE(event.AnswerOffer(Person("david"), true, kNow));
  EXPECT_TRUE(Of<RegistrationConfirmed>(event.TakeFacts())[0].offer_accepted);
  EXPECT_EQ(StateOf(event, "david"), "CONFIRMED");
}

TEST(Offers, AreMadeForARaisedCapacityOneASeat) {
  auto event = Single(1);
  for (const auto* each : {"amina", "bruno", "chloe", "david"}) ASSERT_TRUE(Register(event, each, "s1", kNow));
  ASSERT_TRUE(event.Resize(SessionId("s1"), 3, kNow));
  EXPECT_EQ(StateOf(event, "bruno"), "OFFERED");
  EXPECT_EQ(StateOf(event, "chloe"), "OFFERED");
  EXPECT_EQ(StateOf(event, "david"), "WAITLISTED");
}

TEST(Offers, AreMadeWhenAMoveTakesTheStart24HoursAwayAgain) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  const auto near = At("2026-02-09T20:00");
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, near));
  ASSERT_EQ(StateOf(event, "bruno"), "WAITLISTED");
  ASSERT_TRUE(event.Reschedule(SessionId("s1"), "2026-02-20T09:00", "2026-02-20T12:00", "", near));
  EXPECT_EQ(StateOf(event, "bruno"), "OFFERED");
}

TEST(Offers, InASequenceCountFromTheFirstModuleThatIsNotCancelled) {
  auto event = Sequence(1);
  ASSERT_TRUE(Register(event, "amina", "", kNow));
  ASSERT_TRUE(Register(event, "bruno", "", kNow));
  const auto near = At("2026-02-09T20:00");
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, near));
  ASSERT_EQ(StateOf(event, "bruno"), "WAITLISTED");
  ASSERT_TRUE(event.CancelSession(SessionId("m1"), near));
  EXPECT_EQ(StateOf(event, "bruno"), "OFFERED") << "E is m2's start now; the capacity still m1's";
}

}  // namespace
}  // namespace maillage::network
