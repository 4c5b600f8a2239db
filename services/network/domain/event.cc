#include "network/domain/event.h"

#include <algorithm>

#include "network/domain/planning.h"

namespace maillage::network {
namespace {

/// By the start planned first; of two at the same time, the one named first.
void Number(std::vector<Session>& sessions) {
  std::stable_sort(sessions.begin(), sessions.end(),
                   [](const Session& a, const Session& b) { return a.start() < b.start(); });
  int ordinal = 0;
  for (auto& session : sessions) session.ordinal = ++ordinal;
}

void CheckSessions(const EventDraft& draft, planning::Faults& faults) {
  if (draft.sessions.empty()) faults.push_back({"sessions", "at least one"});
  if (draft.format == Format::kSingle && draft.sessions.size() > 1) faults.push_back({"sessions", "a SINGLE has one"});
  for (std::size_t i = 0; i < draft.sessions.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (draft.sessions[i].id == draft.sessions[j].id) {
        faults.push_back({fmt::format("sessions[{}].name", i), "the name of another session"});
        break;
      }
    }
  }
}

/// Takes the new value over and says whether it is another one.
template <class T>
bool Take(const std::optional<T>& value, T& field) {
  if (!value || *value == field) return false;
  field = *value;
  return true;
}

void CheckChange(const EventChange& change, planning::Faults& faults) {
  if (change.title) planning::CheckLine(*change.title, "title", true, planning::kMaxTitle, faults);
  if (change.goals) planning::CheckText(*change.goals, "goals", planning::kMaxText, faults);
  if (change.agenda) planning::CheckText(*change.agenda, "agenda", planning::kMaxText, faults);
  if (change.year && !planning::IsYear(*change.year)) faults.push_back({"year", "2000 to 2100"});
}

}  // namespace

Result<Event> Event::Plan(const EventDraft& draft, Instant now) {
  planning::Faults faults;
  Event event;
  event.details_ = planning::ReadDetails(draft, faults);
  CheckSessions(draft, faults);
  for (std::size_t i = 0; i < draft.sessions.size(); ++i) {
    event.sessions_.push_back(
        planning::ReadSession(draft.sessions[i], event.details_.zone, fmt::format("sessions[{}].", i), faults));
  }
  if (!faults.empty()) return planning::Invalid(std::move(faults));

  Number(event.sessions_);
  if (event.details_.year == 0) {
    const auto& first = event.sessions_.front();
    event.details_.year = static_cast<int>(first.zone.DateOf(first.start()).year());
  }
  for (const auto& session : event.sessions_) event.changes_.sessions.insert(session.id);
  event.Touch();
  event.Raise(now, EventPlanned{event.View()});
  return event;
}

Event Event::FromStored(StoredEvent stored) {
  Event event;
  event.details_ = std::move(stored.details);
  event.sessions_ = std::move(stored.sessions);
  event.registrations_ = std::move(stored.registrations);
  std::sort(event.sessions_.begin(), event.sessions_.end(),
            [](const Session& a, const Session& b) { return a.ordinal < b.ordinal; });
  std::sort(event.registrations_.begin(), event.registrations_.end(),
            [](const Registration& a, const Registration& b) { return a.number < b.number; });
  for (auto& each : stored.attendance) event.attendance_[{each.session, each.person}] = each;
  for (auto& each : stored.declines) event.declines_[each.person] = each;
  return event;
}

Status Event::Publish(Instant now) {
  RunDue(now);
  if (details_.state == EventState::kCancelled) return Fail(reason::kEventCancelled, "the event is cancelled");
  if (details_.state == EventState::kPublished) return Fail(reason::kEventPublished, "the event is published already");
  details_.state = EventState::kPublished;
  details_.published_at = now;
  Touch();
  Raise(now, EventPublished{View()});
  return {};
}

Status Event::Update(const EventChange& change, Instant now) {
  RunDue(now);
  if (details_.state == EventState::kCancelled) return Fail(reason::kEventCancelled, "the event is cancelled");
  planning::Faults faults;
  CheckChange(change, faults);
  EventDetails next = details_;
  bool other = false;
  if (change.registration_opens_on) {
    auto day = planning::ReadDate(*change.registration_opens_on, "registration_opens_on", faults);
    other |= day != next.registration_opens_on;
    next.registration_opens_on = day;
  }
  if (change.registration_closes_on) {
    auto day = planning::ReadDate(*change.registration_closes_on, "registration_closes_on", faults);
    other |= day != next.registration_closes_on;
    next.registration_closes_on = day;
  }
  planning::CheckWindow(next, faults);
  if (!faults.empty()) return planning::Invalid(std::move(faults));

  other |= Take(change.title, next.title);
  other |= Take(change.goals, next.goals);
  other |= Take(change.themes, next.themes);
  other |= Take(change.audience, next.audience);
  other |= Take(change.prerequisites, next.prerequisites);
  other |= Take(change.needs, next.needs);
  other |= Take(change.documents, next.documents);
  other |= Take(change.year, next.year);
  other |= Take(change.agenda, next.agenda);
  if (!other) return {};
  details_ = std::move(next);
  Touch();
  Raise(now, EventChanged{View()});
  return {};
}

Status Event::AddNeed(const std::string& need, Instant now) {
  auto needs = details_.needs;
  if (std::find(needs.begin(), needs.end(), need) == needs.end()) needs.push_back(need);
  EventChange change;
  change.needs = std::move(needs);
  return Update(change, now);
}

Status Event::Cancel(Instant now) {
  RunDue(now);
  if (details_.state == EventState::kCancelled) return Fail(reason::kEventCancelled, "the event is cancelled already");
  std::vector<SessionId> to_come;
  for (const auto& session : sessions_) {
    if (session.IsToCome(now)) to_come.push_back(session.id);
  }
  if (to_come.empty()) return Fail(reason::kNoSessionToCome, "no session of the event is to come");

  const auto is_to_come = [&](const SessionId& id) {
    return std::find(to_come.begin(), to_come.end(), id) != to_come.end();
  };
  const bool has_begun = *FirstStart() <= now;
  std::vector<PersonId> registered;
  std::vector<Registration*> ended;
  for (auto& each : registrations_) {
    if (!IsActive(each, now) || !(IsSequence() || is_to_come(each.session))) continue;
    registered.push_back(each.person);
    if (!(IsSequence() && has_begun)) ended.push_back(&each);
  }
  details_.state = EventState::kCancelled;
  Touch();
  for (auto& session : sessions_) {
    if (!is_to_come(session.id)) continue;
    session.cancelled = true;
    changes_.sessions.insert(session.id);
  }
  for (auto* each : ended) End(*each, CancelCause::kEventCancelled, now);
  Raise(now, EventCancelled{View(), std::move(registered), std::move(to_come)});
  return {};
}

Status Event::ShareDocuments(const std::vector<std::string>& documents, Instant now) {
  RunDue(now);
  if (details_.documents_shared_at) return Fail(reason::kDocumentsShared, "the documents are shared already");
  for (const auto& each : documents) {
    auto& known = details_.documents;
    if (std::find(known.begin(), known.end(), each) == known.end()) known.push_back(each);
  }
  details_.documents_shared_at = now;
  Touch();
  Raise(now, DocumentsShared{View()});
  return {};
}

Status Event::PublishMinutes(const std::string& uri, Instant now) {
  RunDue(now);
  if (details_.minutes_published_at) return Fail(reason::kMinutesPublished, "the minutes are published already");
  details_.minutes_uri = uri;
  details_.minutes_published_at = now;
  Touch();
  Raise(now, MinutesPublished{View()});
  return {};
}

void Event::Touch() {
  if (std::exchange(changes_.details, true)) return;
  ++details_.version;
}

EventView Event::View() const {
  EventView view{details_, {}};
  for (const auto& session : sessions_) {
    SessionView each{session};
    const auto pool = PoolOf(session);
    for (const auto& registration : registrations_) {
      if (registration.session != pool) continue;
      each.confirmed += registration.state == RegistrationState::kConfirmed;
      each.offered += registration.state == RegistrationState::kOffered;
      each.waiting += registration.state == RegistrationState::kWaitlisted;
    }
    view.sessions.push_back(std::move(each));
  }
  return view;
}

const Session* Event::FindSession(const SessionId& id) const {
  auto found = std::find_if(sessions_.begin(), sessions_.end(), [&](const Session& each) { return each.id == id; });
  return found == sessions_.end() ? nullptr : &*found;
}

std::optional<Instant> Event::FirstStart() const {
  std::optional<Instant> first;
  for (const auto& session : sessions_) {
    if (!session.cancelled && (!first || session.start() < *first)) first = session.start();
  }
  return first;
}

std::optional<CivilDate> Event::FirstDate() const {
  const auto first = FirstStart();
  if (!first) return std::nullopt;
  for (const auto& session : sessions_) {
    if (!session.cancelled && session.start() == *first) return session.zone.DateOf(*first);
  }
  return std::nullopt;
}

bool Event::IsWindowOpen(Instant now) const {
  const auto& opens = details_.registration_opens_on;
  const auto& closes = details_.registration_closes_on;
  if (opens && now < details_.zone.StartOf(*opens)) return false;
  return !closes || now < details_.zone.StartOf(PlusDays(*closes, 1));
}

}  // namespace maillage::network
