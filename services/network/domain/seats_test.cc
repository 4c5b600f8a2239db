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

TEST(Registering, GivesASeatWhenOneIsFreeElseAPlaceInTheLine) {
  auto event = Single(1);
  EXPECT_EQ(Register(event, "amina", "s1", kNow)->state, RegistrationState::kConfirmed);
  const auto bruno = Register(event, "bruno", "s1", kNow);
  EXPECT_EQ(bruno->state, RegistrationState::kWaitlisted);
  EXPECT_EQ(bruno->waiting_rank, 1);
  EXPECT_EQ(Register(event, "chloe", "s1", kNow)->waiting_rank, 2);
}

TEST(Registering, NeedsNoSessionNameInASingle) {
  auto event = Single(1);
  EXPECT_EQ(Register(event, "amina", "", kNow)->session.value, "s1");
}

TEST(Registering, IsRefusedForADraftACancelledEventAndACancelledSession) {
  auto draft = Event::Plan(testing::DraftOf(Format::kSingle, {SessionOf("s1", "2026-02-10T09:00")}), kNow).value();
  EXPECT_EQ(ReasonOf(Register(draft, "amina", "s1", kNow)), "EVENT_NOT_PUBLISHED");
  auto split = Split();
  ASSERT_TRUE(split.CancelSession(SessionId("s1"), kNow));
  EXPECT_EQ(ReasonOf(Register(split, "amina", "s1", kNow)), "SESSION_CANCELLED");
  ASSERT_TRUE(split.Cancel(kNow));
  EXPECT_EQ(ReasonOf(Register(split, "amina", "s2", kNow)), "EVENT_CANCELLED");
}

TEST(Registering, IsOpenFromTheFirstDayToTheEndOfTheLastInTheEventsZone) {
  auto draft = testing::DraftOf(Format::kSingle, {SessionOf("s1", "2026-06-10T09:00", 9)});
  draft.zone = "Europe/Paris";
  draft.registration_opens_on = "2026-02-01";
  draft.registration_closes_on = "2026-05-31";
  auto event = Event::Plan(draft, kNow).value();
  ASSERT_TRUE(event.Publish(kNow));
  EXPECT_EQ(ReasonOf(Register(event, "a", "s1", At("2026-01-31T22:59:59Z"))), "REGISTRATION_CLOSED");
  EXPECT_TRUE(Register(event, "b", "s1", At("2026-01-31T23:00:00Z")));
  EXPECT_TRUE(Register(event, "c", "s1", At("2026-05-31T21:59:59Z")));
  EXPECT_EQ(ReasonOf(Register(event, "d", "s1", At("2026-05-31T22:00:00Z"))), "REGISTRATION_CLOSED");
}

TEST(Registering, IsRefusedFromTheVeryStartOn) {
  auto event = Single(1);
  EXPECT_EQ(ReasonOf(Register(event, "amina", "s1", At("2026-02-10T09:00"))), "SESSION_STARTED");
}

TEST(Registering, IsRefusedWithAnActiveRegistrationForAnySessionOfTheEvent) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  EXPECT_EQ(ReasonOf(Register(event, "amina", "s1", kNow)), "ALREADY_REGISTERED");
  EXPECT_EQ(ReasonOf(Register(event, "amina", "s2", kNow)), "ALREADY_REGISTERED");
}

TEST(Registering, ForASequenceIsForTheWholeUntilTheFirstModule) {
  auto event = Sequence();
  EXPECT_EQ(ReasonOf(Register(event, "amina", "m1", kNow)), "INVALID_REQUEST");
  EXPECT_TRUE(Register(event, "amina", "", kNow)->session.empty());
  EXPECT_EQ(ReasonOf(Register(event, "bruno", "", At("2026-02-10T09:00"))), "SESSION_STARTED");
}

TEST(Registering, NearTheStartWhoWaitsTakesAFreeSeatByRegisteringAgain) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  const auto near = At("2026-02-09T09:01");
  EXPECT_EQ(ReasonOf(Register(event, "bruno", "s1", near)), "ALREADY_REGISTERED");
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, near));
  EXPECT_EQ(StateOf(event, "bruno"), "WAITLISTED") << "no offers nearer than 24 h";
  EXPECT_EQ(Register(event, "bruno", "s1", near)->state, RegistrationState::kConfirmed);
  EXPECT_EQ(event.registrations().size(), 2u) << "it is the registration they had";
}

TEST(Registering, NearTheStartAFreeSeatGoesToAnybodyThoughOthersWait) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  const auto near = At("2026-02-10T08:00");
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPilot, near));
  EXPECT_EQ(Register(event, "chloe", "s1", near)->state, RegistrationState::kConfirmed);
}

TEST(Switching, MovesAtOnceAndOffersTheSeatThatIsLeft) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  event.TakeFacts();
  const auto switched = event.Switch(Person("amina"), SessionId("s2"), kNow);
  EXPECT_EQ(switched->session.value, "s2");
  EXPECT_EQ(switched->state, RegistrationState::kConfirmed);
  const auto facts = event.TakeFacts();
  EXPECT_EQ(Of<RegistrationSwitched>(facts)[0].previous_session.value, "s1");
  EXPECT_EQ(Of<SeatOffered>(facts)[0].registration.person.value, "bruno");
  EXPECT_EQ(event.registrations().size(), 2u) << "one registration, kept";
}

TEST(Switching, IsForWhoWaitsToo) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  EXPECT_EQ(event.Switch(Person("bruno"), SessionId("s2"), kNow)->state, RegistrationState::kConfirmed);
}

TEST(Switching, IsRefusedWithoutASeatAndThenChangesNothing) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s2", kNow));
  event.TakeFacts();
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s2"), kNow)), "NO_SEAT");
  EXPECT_TRUE(event.TakeFacts().empty());
  EXPECT_EQ(testing::Latest(event, "amina")->session.value, "s1");
}

TEST(Switching, IsRefusedForEverythingTheTableNames) {
  auto single = Single(1);
  ASSERT_TRUE(Register(single, "amina", "s1", kNow));
  EXPECT_EQ(ReasonOf(single.Switch(Person("amina"), SessionId("s1"), kNow)), "NOT_SPLIT");
  auto event = Split();
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s2"), kNow)), "NOT_REGISTERED");
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s1"), kNow)), "SAME_SESSION");
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s9"), kNow)), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s2"), At("2026-02-10T09:00"))), "SESSION_STARTED")
      << "the present one";
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s2"), At("2026-02-12T09:00"))), "SESSION_STARTED");
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s2"), At("2025-12-31T23:59"))), "REGISTRATION_CLOSED");
  ASSERT_TRUE(event.CancelSession(SessionId("s2"), kNow));
  EXPECT_EQ(ReasonOf(event.Switch(Person("amina"), SessionId("s2"), kNow)), "SESSION_CANCELLED");
}

TEST(Cancelling, IsPossibleUntilTheStartAndCountsAsDeclined) {
  auto event = Single(1);
  EXPECT_EQ(ReasonOf(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow)), "NOT_REGISTERED");
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  EXPECT_EQ(ReasonOf(event.CancelRegistration(Person("amina"), CancelCause::kPerson, At("2026-02-10T09:00"))),
            "SESSION_STARTED");
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPilot, At("2026-02-10T08:59")));
  EXPECT_EQ(testing::Latest(event, "amina")->cancel_cause, CancelCause::kPilot);
  EXPECT_TRUE(event.HasDeclined(Person("amina")));
}

TEST(Cancelling, ASequenceIsPossibleUntilItsFirstModule) {
  auto event = Sequence();
  ASSERT_TRUE(Register(event, "amina", "", kNow));
  EXPECT_EQ(ReasonOf(event.CancelRegistration(Person("amina"), CancelCause::kPerson, At("2026-02-11T09:00"))),
            "SESSION_STARTED");
}

TEST(Declining, HoldsUntilThePersonRegistersOrTheDateChanges) {
  auto event = Single(2);
  ASSERT_TRUE(event.DeclineBy(Person("amina"), kNow));
  EXPECT_TRUE(event.DeclineBy(Person("amina"), kNow)) << "again: accepted";
  EXPECT_TRUE(event.HasDeclined(Person("amina")));
  ASSERT_TRUE(event.Reschedule(SessionId("s1"), "2026-02-10T14:00", "2026-02-10T17:00", "", kNow));
  EXPECT_TRUE(event.HasDeclined(Person("amina"))) << "the same date";
  ASSERT_TRUE(event.Reschedule(SessionId("s1"), "2026-02-11T14:00", "2026-02-11T17:00", "", kNow));
  EXPECT_FALSE(event.HasDeclined(Person("amina")));
  ASSERT_TRUE(event.DeclineBy(Person("amina"), kNow));
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  EXPECT_FALSE(event.FindDecline(Person("amina")));
  EXPECT_EQ(ReasonOf(event.DeclineBy(Person("amina"), kNow)), "ALREADY_REGISTERED");
}

TEST(Declining, IsRefusedForDraftsAndCancelledEvents) {
  auto draft = Event::Plan(testing::DraftOf(Format::kSingle, {SessionOf("s1", "2026-02-10T09:00")}), kNow).value();
  EXPECT_EQ(ReasonOf(draft.DeclineBy(Person("amina"), kNow)), "EVENT_NOT_PUBLISHED");
  ASSERT_TRUE(draft.Cancel(kNow));
  EXPECT_EQ(ReasonOf(draft.DeclineBy(Person("amina"), kNow)), "EVENT_CANCELLED");
}

TEST(Leaving, EndsWhatIsToComeAndOffersTheSeat) {
  auto event = Single(1);
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  event.Leave(Person("amina"), kNow);
  EXPECT_EQ(testing::Latest(event, "amina")->cancel_cause, CancelCause::kLeftNetwork);
  EXPECT_FALSE(event.HasDeclined(Person("amina")));
  EXPECT_EQ(StateOf(event, "bruno"), "OFFERED");
}

TEST(Leaving, KeepsWhatHasBegun) {
  auto event = Sequence();
  ASSERT_TRUE(Register(event, "amina", "", kNow));
  event.Leave(Person("amina"), At("2026-02-11T09:00"));
  EXPECT_EQ(StateOf(event, "amina"), "CONFIRMED");
}

TEST(Registrations, OfTheSameInstantStandInTheOrderInWhichTheyCame) {
  auto event = Single(1);
  for (const auto* each : {"z", "y", "x"}) ASSERT_TRUE(Register(event, each, "s1", kNow));
  ASSERT_TRUE(event.CancelRegistration(Person("z"), CancelCause::kPerson, kNow));
  EXPECT_EQ(StateOf(event, "y"), "OFFERED");
}

TEST(Registrations, KeepAChosenIdAndRefuseItTwice) {
  auto event = Single(9);
  EXPECT_EQ(event.Register({Person("a"), "", SessionId("s1"), RegistrationId("r2")}, kNow)->id.value, "r2");
  EXPECT_EQ(ReasonOf(event.Register({Person("b"), "", SessionId("s1"), RegistrationId("r2")}, kNow)), "ALREADY_EXISTS");
  EXPECT_EQ(Register(event, "b", "s1", kNow)->id.value, "r3") << "r2 is taken";
}

}  // namespace
}  // namespace maillage::network
