#include <algorithm>

#include "notifier/domain/hear.h"

namespace maillage::notifier::keep {

namespace {

/// Sessions stay at their place, so that indices do: the known ones first, then new ones.
void KeepSessions(std::vector<Session>& known, const std::vector<Session>& heard) {
  for (const Session& session : heard) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const Session& each) { return each.name == session.name; });
    if (found == known.end()) {
      known.push_back(session);
      continue;
    }
    Session kept = session;
    if (!kept.rescheduled_at) {
      kept.rescheduled_at = found->rescheduled_at;
      kept.moved_from = found->moved_from;
    }
    if (!kept.relocated_at) {
      kept.relocated_at = found->relocated_at;
      kept.relocated_from = found->relocated_from;
    }
    *found = kept;
  }
}

void Count(EventEntry& event, SessionIndex session, RegistrationState state, int step) {
  auto& seats = event.seats[event.IsSequence() ? kWhole : session];
  if (state == RegistrationState::kConfirmed) seats.confirmed += step;
  if (state == RegistrationState::kOffered) seats.offered += step;
  if (state == RegistrationState::kWaitlisted) seats.waiting += step;
}

void Index(std::set<PersonIndex>& set, PersonIndex person, bool in) {
  if (in) {
    set.insert(person);
  } else {
    set.erase(person);
  }
}

void NoteNoShow(Book& book, EventIndex event, SessionIndex session, PersonIndex person, bool absent) {
  auto& no_shows = book.person(person).no_shows;
  std::erase(no_shows, std::pair(event, session));
  if (absent) no_shows.emplace_back(event, session);
  const bool any = std::any_of(no_shows.begin(), no_shows.end(), [&](const auto& each) { return each.first == event; });
  Index(book.event(event).no_shows, person, any);
}

}  // namespace

void Caf(Book& book, const notifier::Caf& caf) {
  book.caf = caf;
  book.caf_zone = book.zones.Of(caf.zone);
  book.mornings = Mornings(caf.departement);
  for (PersonEntry& person : book.people) {
    if (person.data.zone.empty()) person.zone = book.caf_zone;
  }
}

PersonIndex Person(Book& book, const notifier::Person& person) {
  const PersonIndex index = book.PersonOf(person.name);
  PersonEntry& entry = book.person(index);
  book.by_address[AddressKey(entry.data.email)].erase(index);
  for (const std::string& convention : entry.data.portfolio) book.advisers[convention].erase(index);
  entry.data = person;
  entry.zone = person.zone.empty() ? book.caf_zone : book.zones.Of(person.zone);
  book.by_address[AddressKey(person.email)].insert(index);
  Index(book.pilots, index, person.pilot);
  if (person.kind == PersonKind::kAdviser) {
    for (const std::string& convention : person.portfolio) book.advisers[convention].insert(index);
  }
  return index;
}

std::vector<PersonIndex> Post(Book& book, const notifier::Post& post) {
  const auto [found, is_new] = book.post_by_name.try_emplace(post.name, static_cast<PostIndex>(book.posts.size()));
  const PostIndex index = found->second;
  std::vector<PersonIndex> concerned;
  if (is_new) {
    book.posts.push_back(post);
  } else {
    auto& known = book.posts[static_cast<std::size_t>(index)];
    for (const Assignment& assignment : known.assignments) concerned.push_back(book.PersonOf(assignment.person));
    known = post;
  }
  for (const PersonIndex person : concerned)
    std::erase_if(book.person(person).assignments, [&](const auto& each) { return each.first == index; });
  for (const Assignment& assignment : post.assignments) {
    const PersonIndex person = book.PersonOf(assignment.person);
    book.person(person).assignments.emplace_back(index, assignment);
    concerned.push_back(person);
  }
  std::sort(concerned.begin(), concerned.end());
  concerned.erase(std::unique(concerned.begin(), concerned.end()), concerned.end());
  return concerned;
}

EventIndex Event(Book& book, const notifier::Event& event) {
  const EventIndex index = book.EventOf(event.name);
  EventEntry& entry = book.event(index);
  auto sessions = std::move(entry.data.sessions);
  KeepSessions(sessions, event.sessions);
  entry.data = event;
  entry.data.sessions = std::move(sessions);
  entry.dates = EventDates::Of(entry.data, book.zones);
  if (event.kind == EventKind::kWelcome) book.welcome_events.insert(index);
  return index;
}

void Registration(Book& book, const notifier::Registration& registration) {
  const auto [found, is_new] = book.registration_by_name.try_emplace(
      registration.name, static_cast<RegistrationIndex>(book.registrations.size()));
  const EventIndex event = book.EventOf(registration.event);
  const auto session_of = [&](const notifier::Registration& each) {
    return each.session.empty() ? kWhole : book.FindSession(event, each.session);
  };
  if (is_new) {
    book.CellOf(event, book.PersonOf(registration.person)).registrations.push_back(found->second);
    book.registrations.push_back(registration);
  } else {
    auto& known = book.registrations[static_cast<std::size_t>(found->second)];
    Count(book.event(event), session_of(known), known.state, -1);
    known = registration;
  }
  Count(book.event(event), session_of(registration), registration.state, +1);
}

void Attendance(Book& book, const notifier::Attendance& attendance) {
  const EventIndex event = book.EventOf(attendance.event);
  const SessionIndex session = book.FindSession(event, attendance.session);
  const PersonIndex person = book.PersonOf(attendance.person);
  auto& marks = book.CellOf(event, person).marks;
  const auto found = std::find_if(marks.begin(), marks.end(), [&](const auto& mark) { return mark.first == session; });
  if (found == marks.end()) {
    marks.emplace_back(session, attendance);
  } else {
    found->second = attendance;
  }
  NoteNoShow(book, event, session, person, attendance.mark == Mark::kNoShow);
  if (book.event(event).data.kind != EventKind::kWelcome) return;
  const bool attended = std::any_of(marks.begin(), marks.end(), [](const auto& mark) {
    return mark.second.mark == Mark::kAttended || mark.second.mark == Mark::kPartial;
  });
  Index(book.person(person).welcomed_by, event, attended);
}

void Decline(Book& book, const notifier::Decline& decline) {
  book.CellOf(book.EventOf(decline.event), book.PersonOf(decline.person)).decline = decline;
}

void Answer(Book& book, const SurveyAnswer& answer) {
  book.CellOf(book.EventOf(answer.event), book.PersonOf(answer.person)).answer = answer;
}

}  // namespace maillage::notifier::keep
