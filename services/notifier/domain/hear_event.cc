#include "notifier/domain/at_once.h"
#include "notifier/domain/conditions.h"
#include "notifier/domain/hear.h"
#include "notifier/domain/plan.h"

namespace maillage::notifier {

namespace {

void LookAgain(Book& book, EventIndex event, Instant at) {
  plan::NoteDatesOfEvent(book, event);
  plan::LookAtEvent(book, event, at);
  for (const PersonIndex person : book.event(event).no_shows) plan::LookAbout(book, person, at);
}

std::string TimesOf(const Session& session) {
  return ToString(session.starts_at) + "/" + ToString(session.ends_at) + " " + session.zone;
}

/// Changes one session of the event by `change`, tells `registered`, and looks again.
template <class Change>
void HearChange(Book& book, RuleId rule, const Event& event, const std::string& session,
                const std::vector<std::string>& registered, Instant at, Change change) {
  Event changed = event;
  const EventIndex before = book.EventOf(event.name);
  for (Session& each : changed.sessions) {
    if (each.name != session) continue;
    const SessionIndex known = book.FindSession(before, session);
    change(each, known == kWhole ? each : book.event(before).data.sessions[static_cast<std::size_t>(known)]);
  }
  const EventIndex index = keep::Event(book, changed);
  book.dirty.events.insert(index);
  const SessionIndex session_index = book.FindSession(index, session);
  for (const std::string& person : registered) {
    if (session_index != kWhole) at_once::Add(book, rule, index, session_index, book.PersonOf(person), at, kNever);
  }
  LookAgain(book, index, at);
}

/// "those who were sent a save_the_date, an invitation or a meeting.nudge for it, have not declined and have no active
/// registration in a session (SEQUENCE: event) that has begun" (§4)
std::vector<PersonIndex> ToldBefore(const Book& book, EventIndex index) {
  std::vector<PersonIndex> told;
  const EventEntry& event = book.event(index);
  for (PersonIndex person = 0; person < static_cast<int>(event.cells.size()); ++person) {
    const Cell* cell = book.FindCell(index, person);
    if (cell == nullptr || !cell->told) continue;
    if (!HasDeclined(event, cell) && !HasActiveBegun(book, index, cell, book.now)) told.push_back(person);
  }
  return told;
}

}  // namespace

void HearEvent(Book& book, const Event& event, Instant at) {
  const EventIndex index = keep::Event(book, event);
  book.dirty.events.insert(index);
  LookAgain(book, index, at);
}

void HearEventCancelled(Book& book, const fact::EventCancelled& fact, Instant at) {
  const EventIndex index = book.EventOf(fact.event.name);
  // "the event's last session as it stood before the fact" (§3), and the date of E that people declined
  const Instant until = book.event(index).dates.last_start;
  std::vector<PersonIndex> told = ToldBefore(book, index);
  keep::Event(book, fact.event);
  book.dirty.events.insert(index);
  for (const std::string& person : fact.registered) told.push_back(book.PersonOf(person));
  for (const PersonIndex person : told) at_once::Add(book, RuleId::kEventCancelled, index, kWhole, person, at, until);
  LookAgain(book, index, at);
}

void HearSessionRescheduled(Book& book, const fact::SessionRescheduled& fact, Instant at) {
  HearChange(book, RuleId::kSessionRescheduled, fact.event, fact.session, fact.registered, at,
             [&](Session& session, const Session& before) {
               session.rescheduled_at = at;
               session.moved_from = TimesOf(before);
             });
}

void HearSessionRelocated(Book& book, const fact::SessionRelocated& fact, Instant at) {
  HearChange(book, RuleId::kSessionChanged, fact.event, fact.session, fact.registered, at,
             [&](Session& session, const Session& before) {
               session.relocated_at = at;
               session.relocated_from = before.place;
             });
}

void HearSessionCancelled(Book& book, const fact::SessionCancelled& fact, Instant at) {
  HearChange(book, RuleId::kSessionCancelled, fact.event, fact.session, fact.registered, at,
             [](Session&, const Session&) {});
}

}  // namespace maillage::notifier
