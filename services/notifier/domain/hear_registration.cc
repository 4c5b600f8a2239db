#include "notifier/domain/at_once.h"
#include "notifier/domain/conditions.h"
#include "notifier/domain/hear.h"
#include "notifier/domain/plan.h"

namespace maillage::notifier {

namespace {

std::optional<RuleId> RuleFor(const Registration& registration, bool switched) {
  switch (registration.state) {
    case RegistrationState::kConfirmed:
      if (registration.came_unregistered) return std::nullopt;  // "without a mail" (§4 "Marking")
      return switched ? RuleId::kRegistrationSwitched : RuleId::kRegistrationConfirmed;
    case RegistrationState::kWaitlisted:
      return RuleId::kRegistrationWaitlisted;
    case RegistrationState::kOffered:
      return RuleId::kRegistrationSeatOffered;
    case RegistrationState::kLapsed:
      return RuleId::kRegistrationOfferLapsed;
    case RegistrationState::kCancelled:
      break;
  }
  const bool told = registration.cancel_cause == CancelCause::kPerson ||
                    registration.cancel_cause == CancelCause::kPilot ||
                    registration.cancel_cause == CancelCause::kOfferTurnedDown;
  return told ? std::optional(RuleId::kRegistrationCancelled) : std::nullopt;
}

void SetDecline(Book& book, EventIndex event, PersonIndex person, bool withdrawn) {
  Cell& cell = book.CellOf(event, person);
  if (withdrawn && !cell.decline) return;
  const CivilDate date = withdrawn ? cell.decline->event_date : book.event(event).dates.EDate();
  cell.decline = Decline{book.event(event).data.name, book.person(person).data.name, date, withdrawn};
  book.dirty.declines.emplace(event, person);
}

/// "Declined" (§4): a registration that was given back declines, registering withdraws it. Coming unregistered is no
/// registering.
void NoteDecline(Book& book, EventIndex event, PersonIndex person, const Registration& registration,
                 std::optional<RuleId> rule) {
  if (rule == RuleId::kRegistrationCancelled) SetDecline(book, event, person, false);
  const bool registers =
      registration.state == RegistrationState::kConfirmed || registration.state == RegistrationState::kWaitlisted;
  if (registers && !registration.came_unregistered) SetDecline(book, event, person, true);
}

void LookAgain(Book& book, EventIndex event, PersonIndex person, Instant at) {
  plan::NoteDatesOfCell(book, event, person);
  plan::LookAtCell(book, event, person, at);
  if (book.event(event).data.kind == EventKind::kWelcome) plan::LookAbout(book, person, at);
}

/// meeting.absence depends on the seats that others take.
void LookAtAbsent(Book& book, EventIndex event, Instant at) {
  if (book.event(event).data.format != EventFormat::kSplit) return;
  for (const PersonIndex absent : std::set<PersonIndex>(book.event(event).no_shows))
    plan::LookAtCell(book, event, absent, at);
}

}  // namespace

void HearRegistration(Book& book, const Registration& heard, bool switched, Instant at) {
  const EventIndex event = book.EventOf(heard.event);
  const PersonIndex person = book.PersonOf(heard.person);
  Registration registration = heard;
  const auto known = book.registration_by_name.find(heard.name);
  bool changed = true;
  if (known != book.registration_by_name.end()) {
    const Registration& before = book.registration(known->second);
    changed = before.state != heard.state || before.session != heard.session || before.offered_at != heard.offered_at;
    registration.standing_since = before.standing_since;
    registration.switched_from = before.switched_from;
    if (changed && switched)
      registration.switched_from = before.state == RegistrationState::kConfirmed ? before.session : "";
  }
  if (changed) registration.standing_since = at;
  keep::Registration(book, registration);
  book.dirty.registrations.insert(book.registration_by_name.at(heard.name));

  const auto rule = changed ? RuleFor(registration, switched) : std::nullopt;
  if (changed) NoteDecline(book, event, person, registration, rule);
  if (rule) {
    const SessionIndex session = registration.session.empty() ? kWhole : book.FindSession(event, registration.session);
    const Instant until = *rule == RuleId::kRegistrationSeatOffered ? registration.offer_expires_at.value_or(at)
                                                                    : book.event(event).dates.last_start;
    at_once::Add(book, *rule, event, session, person, at, until);
  }
  LookAgain(book, event, person, at);
  LookAtAbsent(book, event, at);
}

void HearDecline(Book& book, const fact::EventDeclined& fact, Instant at) {
  const EventIndex event = book.EventOf(fact.event);
  const PersonIndex person = book.PersonOf(fact.person);
  SetDecline(book, event, person, false);
  LookAgain(book, event, person, at);
}

void HearAttendance(Book& book, const Attendance& attendance, Instant at) {
  const EventIndex event = book.EventOf(attendance.event);
  const PersonIndex person = book.PersonOf(attendance.person);
  if (book.FindSession(event, attendance.session) == kWhole) return;
  const bool welcomed = IsWelcomed(book.person(person));
  keep::Attendance(book, attendance);
  book.dirty.marks.emplace(event, person);
  LookAgain(book, event, person, at);
  plan::LookAbout(book, person, at);
  if (IsWelcomed(book.person(person)) == welcomed) return;
  for (const EventIndex other : book.welcome_events) plan::LookAtCell(book, other, person, at);
}

void HearAnswer(Book& book, const SurveyAnswer& answer, Instant at) {
  const EventIndex event = book.EventOf(answer.event);
  const PersonIndex person = book.PersonOf(answer.person);
  keep::Answer(book, answer);
  book.dirty.answers.emplace(event, person);
  plan::LookAtCell(book, event, person, at);
}

}  // namespace maillage::notifier
