#include <gtest/gtest.h>

#include "network/domain/testing.h"

namespace maillage::network {
namespace {

using testing::At;
using testing::DraftOf;
using testing::Of;
using testing::Person;
using testing::Published;
using testing::ReasonOf;
using testing::Register;
using testing::SessionOf;
using testing::StateOf;

const Instant kNow = At("2026-01-10T10:00");

Event Split() {
  return Published(Format::kSplit, {SessionOf("s1", "2026-02-10T09:00", 2), SessionOf("s2", "2026-02-12T09:00", 2)});
}
Event Sequence() {
  return Published(Format::kSequence, {SessionOf("m1", "2026-02-10T09:00", 2), SessionOf("m2", "2026-02-20T09:00", 9)});
}

TEST(Planning, NumbersTheSessionsByTheirPlannedStart) {
  auto event = Event::Plan(
      DraftOf(Format::kSplit, {SessionOf("late", "2026-03-10T09:00"), SessionOf("early", "2026-02-10T09:00")}), kNow);
  ASSERT_TRUE(event);
  EXPECT_EQ(event->sessions()[0].id.value, "early");
  EXPECT_EQ(event->sessions()[0].ordinal, 1);
  EXPECT_EQ(event->details().year, 2026);
  EXPECT_EQ(Of<EventPlanned>(event->TakeFacts()).size(), 1u);
}

TEST(Planning, SaysEverythingThatIsWrongAtOnce) {
  auto draft =
      DraftOf(Format::kSingle, {SessionOf("s1", "2026-02-30T09:00", 0), SessionOf("s1", "2026-02-10T09:00", 2)});
  draft.title = "two\r\nlines";
  draft.zone = "Europe/Cergy";
  draft.sessions[1].minimum = -3;
  draft.sessions[1].ends_at = "2026-02-10T08:00";
  const auto event = Event::Plan(draft, kNow);
  ASSERT_FALSE(event);
  std::set<std::string> fields;
  for (const auto& fault : event.error().faults) fields.insert(fault.field);
  EXPECT_EQ(fields, (std::set<std::string>{"title", "zone", "sessions", "sessions[0].starts_at", "sessions[0].ends_at",
                                           "sessions[0].capacity", "sessions[1].name", "sessions[1].minimum",
                                           "sessions[1].ends_at"}));
}

TEST(Planning, KeepsWallClocksAndDerivesTheInstants) {
  auto draft = DraftOf(Format::kSingle, {SessionOf("s1", "2026-03-29T02:30")});
  draft.zone = "Europe/Paris";
  const auto event = Event::Plan(draft, kNow);
  ASSERT_TRUE(event);
  EXPECT_EQ(ToString(event->sessions()[0].starts_at), "2026-03-29T02:30");
  EXPECT_EQ(event->sessions()[0].start(), At("2026-03-29T01:30")) << "moved forward by the gap";
}

TEST(Publishing, IsRefusedTheSecondTimeAndAfterCancelling) {
  auto event = Split();
  EXPECT_EQ(ReasonOf(event.Publish(kNow)), "EVENT_PUBLISHED");
  ASSERT_TRUE(event.Cancel(kNow));
  EXPECT_EQ(ReasonOf(event.Publish(kNow)), "EVENT_CANCELLED");
}

TEST(Updating, ChangesWhatIsGivenAndSaysSoOnce) {
  auto event = Split();
  EventChange change;
  change.title = "R1 bis";
  change.registration_closes_on = "2026-02-28";
  ASSERT_TRUE(event.Update(change, kNow));
  EXPECT_EQ(event.details().title, "R1 bis");
  EXPECT_EQ(event.TakeFacts().size(), 1u);
  ASSERT_TRUE(event.Update(change, kNow));
  EXPECT_TRUE(event.TakeFacts().empty()) << "the same again";
  change.registration_closes_on = "2025-01-01";
  EXPECT_EQ(ReasonOf(event.Update(change, kNow)), "INVALID_REQUEST");
}

TEST(AddingASession, GivesItTheNextNumberWhateverItsTime) {
  auto event = Sequence();
  ASSERT_TRUE(event.AddSession(SessionOf("m0", "2026-02-01T09:00", 50), kNow));
  EXPECT_EQ(event.FindSession(SessionId("m0"))->ordinal, 3);
  EXPECT_EQ(event.FreeSeats(SessionId()), 2) << "the capacity is still that of the module planned first";
  EXPECT_EQ(ReasonOf(event.AddSession(SessionOf("m0", "2026-02-01T09:00"), kNow)), "ALREADY_EXISTS");
  auto single = Published(Format::kSingle, {SessionOf("s1", "2026-02-10T09:00")});
  EXPECT_EQ(ReasonOf(single.AddSession(SessionOf("s2", "2026-02-11T09:00"), kNow)), "INVALID_REQUEST");
}

TEST(Rescheduling, TellsWhoIsRegisteredWaitingOrOffered) {
  auto event = Published(Format::kSingle, {SessionOf("s1", "2026-02-10T09:00", 1)});
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  ASSERT_TRUE(Register(event, "chloe", "s1", kNow));
  ASSERT_TRUE(event.CancelRegistration(Person("amina"), CancelCause::kPerson, kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.Reschedule(SessionId("s1"), "2026-02-11T09:00", "2026-02-11T12:00", "Europe/Paris", kNow));
  const auto moved = Of<SessionRescheduled>(event.TakeFacts());
  ASSERT_EQ(moved.size(), 1u);
  EXPECT_EQ(moved[0].registered, (std::vector{Person("bruno"), Person("chloe")}));
  EXPECT_EQ(ToString(moved[0].previous.starts_at), "2026-02-10T09:00");
  EXPECT_EQ(moved[0].event.sessions[0].zone.name(), "Europe/Paris");
}

TEST(Rescheduling, ToTheSameTimesIsAcceptedAndTellsNobody) {
  auto event = Split();
  ASSERT_TRUE(event.Reschedule(SessionId("s1"), "2026-02-10T09:00", "2026-02-10T23:30", "Etc/UTC", kNow));
  EXPECT_TRUE(event.TakeFacts().empty());
}

TEST(Rescheduling, IsRefusedWhenEitherStartIsPastOrTheEndIsNotAfterTheStart) {
  auto event = Split();
  const SessionId s1("s1");
  EXPECT_EQ(ReasonOf(event.Reschedule(s1, "2026-01-10T10:00", "2026-01-10T12:00", "", kNow)), "START_PAST")
      << "at now is past";
  EXPECT_EQ(ReasonOf(event.Reschedule(s1, "2026-02-10T10:00", "2026-02-10T10:00", "", kNow)), "INVALID_REQUEST");
  EXPECT_EQ(ReasonOf(event.Reschedule(s1, "2026-02-20T10:00", "2026-02-20T12:00", "", At("2026-02-10T09:00"))),
            "SESSION_STARTED");
  EXPECT_EQ(ReasonOf(event.Reschedule(SessionId("s9"), "2026-02-20T10:00", "2026-02-20T12:00", "", kNow)), "NOT_FOUND");
  ASSERT_TRUE(event.CancelSession(s1, kNow));
  EXPECT_EQ(ReasonOf(event.Reschedule(s1, "2026-02-20T10:00", "2026-02-20T12:00", "", kNow)), "SESSION_CANCELLED");
}

TEST(Relocating, TellsTheRegisteredAndTheSamePlaceTellsNobody) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.Relocate(SessionId("s1"), "Eaubonne", "", "", kNow));
  EXPECT_TRUE(event.TakeFacts().empty());
  ASSERT_TRUE(event.Relocate(SessionId("s1"), "Cergy", "", "", kNow));
  const auto moved = Of<SessionRelocated>(event.TakeFacts());
  ASSERT_EQ(moved.size(), 1u);
  EXPECT_EQ(moved[0].registered, (std::vector{Person("amina")}));
  EXPECT_EQ(moved[0].previous.place, "Eaubonne");
  EXPECT_EQ(ReasonOf(event.Relocate(SessionId("s1"), "Osny", "", "", At("2026-02-10T09:00"))), "SESSION_STARTED");
}

TEST(Resizing, IsRefusedBelowTheSeatsTaken) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s1", kNow));
  EXPECT_EQ(ReasonOf(event.Resize(SessionId("s1"), 1, kNow)), "SEATS_TAKEN");
  EXPECT_TRUE(event.Resize(SessionId("s1"), 2, kNow));
  EXPECT_EQ(ReasonOf(event.Resize(SessionId("s1"), 5, At("2026-02-10T09:00"))), "SESSION_STARTED");
}

TEST(Resizing, ASequenceIsForTheModulePlannedFirstOnly) {
  auto event = Sequence();
  EXPECT_EQ(ReasonOf(event.Resize(SessionId("m2"), 12, kNow)), "NOT_THE_FIRST_MODULE");
  ASSERT_TRUE(event.Resize(SessionId("m1"), 12, kNow));
  EXPECT_EQ(event.FreeSeats(SessionId()), 12);
}

TEST(CancellingASession, EndsItsRegistrationsFirstThenSaysSo) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s2", kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.CancelSession(SessionId("s1"), kNow));
  const auto facts = event.TakeFacts();
  ASSERT_EQ(facts.size(), 2u);
  EXPECT_EQ(std::get<RegistrationCancelled>(facts[0].body).registration.cancel_cause, CancelCause::kSessionCancelled);
  EXPECT_EQ(std::get<SessionCancelled>(facts[1].body).registered, (std::vector{Person("amina")}));
  EXPECT_EQ(StateOf(event, "bruno"), "CONFIRMED");
  EXPECT_EQ(event.details().state, EventState::kPublished);
  EXPECT_EQ(ReasonOf(event.CancelSession(SessionId("s1"), kNow)), "SESSION_CANCELLED");
  EXPECT_FALSE(event.HasDeclined(Person("amina"))) << "it was not their choice";
}

TEST(CancellingASession, OfASequenceLetsTheRegistrationsGoOn) {
  auto event = Sequence();
  ASSERT_TRUE(Register(event, "amina", "", kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.CancelSession(SessionId("m2"), kNow));
  EXPECT_EQ(Of<SessionCancelled>(event.TakeFacts())[0].registered, (std::vector{Person("amina")}));
  EXPECT_EQ(StateOf(event, "amina"), "CONFIRMED");
}

TEST(CancellingASession, ThatIsTheOnlyOneLeftCancelsTheEvent) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s2", kNow));
  ASSERT_TRUE(event.CancelSession(SessionId("s1"), kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.CancelSession(SessionId("s2"), kNow));
  const auto facts = event.TakeFacts();
  EXPECT_TRUE(Of<SessionCancelled>(facts).empty());
  ASSERT_EQ(Of<EventCancelled>(facts).size(), 1u);
  EXPECT_EQ(Of<RegistrationCancelled>(facts)[0].registration.cancel_cause, CancelCause::kEventCancelled);
  EXPECT_EQ(event.details().state, EventState::kCancelled);
}

TEST(CancellingASession, AfterAnotherWasHeldLetsTheEventGoOn) {
  auto event = Split();
  ASSERT_TRUE(event.CancelSession(SessionId("s2"), At("2026-02-11T09:00")));
  EXPECT_EQ(event.details().state, EventState::kPublished);
}

TEST(CancellingAnEvent, EndsWhatIsToComeAndKeepsWhatWasHeld) {
  auto event = Split();
  ASSERT_TRUE(Register(event, "amina", "s1", kNow));
  ASSERT_TRUE(Register(event, "bruno", "s2", kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.Cancel(At("2026-02-11T09:00")));
  const auto cancelled = Of<EventCancelled>(event.TakeFacts());
  ASSERT_EQ(cancelled.size(), 1u);
  EXPECT_EQ(cancelled[0].registered, (std::vector{Person("bruno")}));
  EXPECT_EQ(cancelled[0].cancelled_sessions, (std::vector{SessionId("s2")}));
  EXPECT_EQ(StateOf(event, "amina"), "CONFIRMED");
  EXPECT_EQ(StateOf(event, "bruno"), "CANCELLED");
  EXPECT_FALSE(event.FindSession(SessionId("s1"))->cancelled);
}

TEST(CancellingAnEvent, ASequenceThatHasBegunKeepsItsRegistrations) {
  auto event = Sequence();
  ASSERT_TRUE(Register(event, "amina", "", kNow));
  event.TakeFacts();
  ASSERT_TRUE(event.Cancel(At("2026-02-11T09:00")));
  EXPECT_EQ(Of<EventCancelled>(event.TakeFacts())[0].registered, (std::vector{Person("amina")}));
  EXPECT_EQ(StateOf(event, "amina"), "CONFIRMED");
}

TEST(CancellingAnEvent, IsRefusedTwiceAndWhenNothingIsToCome) {
  auto event = Split();
  EXPECT_EQ(ReasonOf(event.Cancel(At("2026-02-12T09:00"))), "NO_SESSION_TO_COME");
  ASSERT_TRUE(event.Cancel(kNow));
  EXPECT_EQ(ReasonOf(event.Cancel(kNow)), "EVENT_CANCELLED");
}

TEST(Documents, AndMinutesAreSharedOnce) {
  auto event = Split();
  ASSERT_TRUE(event.ShareDocuments({"https://example.org/a"}, kNow));
  EXPECT_EQ(ReasonOf(event.ShareDocuments({}, kNow)), "DOCUMENTS_SHARED");
  ASSERT_TRUE(event.PublishMinutes("", kNow));
  EXPECT_EQ(ReasonOf(event.PublishMinutes("", kNow)), "MINUTES_PUBLISHED");
}

}  // namespace
}  // namespace maillage::network
