#include "notifier/domain/conditions.h"

#include <algorithm>

namespace maillage::notifier {

namespace {

Instant StartOf(const EventEntry& event, SessionIndex session) {
  if (event.IsSequence() || session == kWhole) return event.dates.E();
  return event.dates.sessions[static_cast<std::size_t>(session)].start;
}

SessionIndex SessionOf(const Book& book, EventIndex event, const Registration& registration) {
  return registration.session.empty() ? kWhole : book.FindSession(event, registration.session);
}

template <class Predicate>
bool AnyRegistration(const Book& book, const Cell* cell, Predicate predicate) {
  return cell != nullptr && std::any_of(cell->registrations.begin(), cell->registrations.end(),
                                        [&](RegistrationIndex index) { return predicate(book.registration(index)); });
}

CivilDate TodayInCaf(const Book& book, Instant now) { return book.zones[book.caf_zone].DateOf(now); }

bool Runs(const Assignment& assignment, CivilDate today) {
  return assignment.from <= today && (!assignment.to || today <= *assignment.to);
}

}  // namespace

bool IsActive(const Book& book, EventIndex event_index, const Cell& cell, const Registration& registration,
              Instant now) {
  const EventEntry& event = book.event(event_index);
  switch (registration.state) {
    case RegistrationState::kConfirmed: {
      if (event.IsSequence()) return true;
      const auto mark = MarkOf(&cell, SessionOf(book, event_index, registration));
      return mark != Mark::kNoShow && mark != Mark::kExcused;
    }
    case RegistrationState::kWaitlisted:
    case RegistrationState::kOffered:
      return StartOf(event, SessionOf(book, event_index, registration)) > now;
    default:
      return false;
  }
}

bool HasActive(const Book& book, EventIndex event, const Cell* cell, Instant now) {
  return AnyRegistration(book, cell, [&](const Registration& each) { return IsActive(book, event, *cell, each, now); });
}

bool HasActiveIn(const Book& book, EventIndex event, SessionIndex session, const Cell* cell, Instant now) {
  if (session == kWhole || book.event(event).IsSequence()) return HasActive(book, event, cell, now);
  return AnyRegistration(book, cell, [&](const Registration& each) {
    return SessionOf(book, event, each) == session && IsActive(book, event, *cell, each, now);
  });
}

bool HasActiveBegun(const Book& book, EventIndex event, const Cell* cell, Instant now) {
  return AnyRegistration(book, cell, [&](const Registration& each) {
    return IsActive(book, event, *cell, each, now) && StartOf(book.event(event), SessionOf(book, event, each)) <= now;
  });
}

bool HasActiveWelcome(const Book& book, PersonIndex person, Instant now) {
  return std::any_of(book.welcome_events.begin(), book.welcome_events.end(),
                     [&](EventIndex event) { return HasActive(book, event, book.FindCell(event, person), now); });
}

bool HasDeclined(const EventEntry& event, const Cell* cell) {
  return cell != nullptr && cell->decline && !cell->decline->withdrawn &&
         cell->decline->event_date == event.dates.EDate();
}

bool IsPublished(const EventEntry& event) { return event.data.published_at.has_value(); }

bool IsOpenForRegistration(const EventEntry& event, Instant now) {
  return event.data.state == EventState::kPublished && event.dates.opens_at <= now && now < event.dates.seats_until;
}

bool IsInAudience(const EventEntry& event, const PersonEntry& person) {
  using namespace audience;
  if (!person.data.present) return false;
  if (event.data.kind == EventKind::kWelcome && (person.data.kind != PersonKind::kOfficer || IsWelcomed(person)))
    return false;
  std::uint8_t wanted = event.data.audience;
  if (wanted == 0) {
    wanted = kOfficer;
    if (event.data.kind == EventKind::kNetworkMeeting) wanted = kOfficer | kAdviser;
    if (event.data.kind == EventKind::kSeminar) wanted = kOfficer | kCafStaff | kElected | kDirector;
  }
  switch (person.data.kind) {
    case PersonKind::kOfficer:
      return (wanted & kOfficer) != 0;
    case PersonKind::kAdviser:
      return (wanted & (kAdviser | kCafStaff)) != 0;
    case PersonKind::kCafStaff:
      return (wanted & kCafStaff) != 0;
    case PersonKind::kElected:
      return (wanted & kElected) != 0;
    case PersonKind::kDirector:
      return (wanted & kDirector) != 0;
    case PersonKind::kOther:
      return false;
  }
  return false;
}

bool IsWelcomed(const PersonEntry& person) { return person.data.welcomed_on || !person.welcomed_by.empty(); }

std::optional<Mark> MarkOf(const Cell* cell, SessionIndex session) {
  if (cell == nullptr) return std::nullopt;
  for (const auto& [marked, attendance] : cell->marks) {
    if (marked == session) return attendance.mark;
  }
  return std::nullopt;
}

bool Attended(const Cell* cell, SessionIndex session) {
  return cell != nullptr && std::any_of(cell->marks.begin(), cell->marks.end(), [&](const auto& mark) {
           return (session == kWhole || mark.first == session) &&
                  (mark.second.mark == Mark::kAttended || mark.second.mark == Mark::kPartial);
         });
}

bool IsConfirmed(const Book& book, EventIndex event, SessionIndex session, const Cell* cell) {
  return AnyRegistration(book, cell, [&](const Registration& each) {
    return each.state == RegistrationState::kConfirmed &&
           (book.event(event).IsSequence() || SessionOf(book, event, each) == session);
  });
}

bool IsOfferOpen(const Book& book, EventIndex event, const Registration& registration, Instant now) {
  return registration.state == RegistrationState::kOffered && registration.offer_expires_at &&
         now < *registration.offer_expires_at && now < StartOf(book.event(event), SessionOf(book, event, registration));
}

bool HasSeatElsewhere(const EventEntry& event, SessionIndex session, Instant now) {
  for (SessionIndex other = 0; other < static_cast<int>(event.dates.sessions.size()); ++other) {
    const auto& dates = event.dates.sessions[static_cast<std::size_t>(other)];
    if (other == session || dates.cancelled || dates.start <= now) continue;
    const auto found = event.seats.find(other);
    const auto seats = found == event.seats.end() ? EventEntry::Seats{} : found->second;
    if (seats.waiting == 0 &&
        seats.confirmed + seats.offered < event.data.sessions[static_cast<std::size_t>(other)].capacity)
      return true;
  }
  return false;
}

std::optional<CivilDate> FirstPostDay(const PersonEntry& officer) {
  std::optional<CivilDate> first;
  for (const auto& [post, assignment] : officer.assignments) {
    if (!first || assignment.from < *first) first = assignment.from;
  }
  return first;
}

bool HasRunningAssignment(const Book& book, const PersonEntry& officer, Instant now) {
  const CivilDate today = TodayInCaf(book, now);
  return std::any_of(officer.assignments.begin(), officer.assignments.end(),
                     [&](const auto& each) { return Runs(each.second, today); });
}

std::vector<PersonIndex> AdvisersOf(const Book& book, const PersonEntry& officer, Instant now) {
  std::vector<PersonIndex> present;
  if (officer.assignments.empty()) return present;
  const CivilDate today = TodayInCaf(book, now);
  for (const auto& [post, assignment] : officer.assignments) {
    const auto advisers = book.advisers.find(book.posts[static_cast<std::size_t>(post)].convention);
    if (!Runs(assignment, today) || advisers == book.advisers.end()) continue;
    for (const PersonIndex index : advisers->second) {
      if (book.person(index).data.present) present.push_back(index);
    }
  }
  return present;
}

std::vector<PersonIndex> Pilots(const Book& book) {
  std::vector<PersonIndex> pilots;
  for (const PersonIndex index : book.pilots) {
    if (book.person(index).data.present) pilots.push_back(index);
  }
  return pilots;
}

EventIndex WelcomeFor(const Book& book, PersonIndex officer, Instant now) {
  EventIndex earliest = kNone;
  for (const EventIndex index : book.welcome_events) {
    const EventEntry& event = book.event(index);
    if (!IsOpenForRegistration(event, now) || HasDeclined(event, book.FindCell(index, officer))) continue;
    if (earliest == kNone ||
        std::pair<Instant, std::string_view>(event.dates.E(), event.data.name) <
            std::pair<Instant, std::string_view>(book.event(earliest).dates.E(), book.event(earliest).data.name)) {
      earliest = index;
    }
  }
  return earliest;
}

bool WasAbsentBefore(const Book& book, const PersonEntry& officer, EventIndex event_index, SessionIndex session) {
  const EventEntry& event = book.event(event_index);
  const auto& dates = event.dates.sessions[static_cast<std::size_t>(session)];
  const LocalTime starts_at = event.data.sessions[static_cast<std::size_t>(session)].starts_at;
  const CivilDate day{date::floor<date::days>(starts_at)};
  const LocalTime year_before =
      date::local_days{PlusMonths(day, -12)} + (starts_at - date::floor<date::days>(starts_at));
  const Instant from = book.zones[dates.zone].ToInstant(year_before);
  return std::any_of(officer.no_shows.begin(), officer.no_shows.end(), [&](const auto& other) {
    const Instant began = book.event(other.first).dates.sessions[static_cast<std::size_t>(other.second)].start;
    return other != std::pair(event_index, session) && from <= began && began < dates.start;
  });
}

}  // namespace maillage::notifier
