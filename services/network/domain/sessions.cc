#include <algorithm>
#include <tuple>

#include "network/domain/event.h"
#include "network/domain/planning.h"

namespace maillage::network {

Status Event::AddSession(const SessionDraft& draft, Instant now) {
  RunDue(now);
  if (details_.state == EventState::kCancelled) return Fail(reason::kEventCancelled, "the event is cancelled");
  planning::Faults faults;
  if (details_.format == Format::kSingle) faults.push_back({"session", "a SINGLE has one"});
  auto session = planning::ReadSession(draft, details_.zone, "session.", faults);
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  if (FindSession(session.id)) return Fail(reason::kAlreadyExists, "the session {} exists already", session.id.value);

  session.ordinal = sessions_.back().ordinal + 1;
  sessions_.push_back(session);
  changes_.sessions.insert(session.id);
  Touch();
  Raise(now, SessionAdded{View(), session.id});
  return {};
}

Status Event::Reschedule(const SessionId& id, const std::string& starts_at, const std::string& ends_at,
                         const std::string& zone, Instant now) {
  RunDue(now);
  auto found = SessionToCome(id, now);
  if (!found) return Propagate(found);
  Session& session = **found;
  planning::Faults faults;
  auto next_zone = zone.empty() ? session.zone : planning::ReadZone(zone, "zone", faults);
  auto next_start = planning::ReadTime(starts_at, "starts_at", faults);
  auto next_end = planning::ReadTime(ends_at, "ends_at", faults);
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  Session next = session;
  next.zone = *next_zone;
  next.starts_at = *next_start;
  next.ends_at = *next_end;
  if (next.end() <= next.start()) return planning::Invalid({{"ends_at", "the end is not after the start"}});
  if (next.HasStarted(now)) return Fail(reason::kStartPast, "the new start, {}, is not to come", starts_at);
  if (next.starts_at == session.starts_at && next.ends_at == session.ends_at && next.zone == session.zone) return {};

  auto registered = ActivePeople(PoolOf(session), now);
  const Session previous = std::exchange(session, next);
  changes_.sessions.insert(id);
  Touch();
  Raise(now, SessionRescheduled{View(), id, std::move(registered), previous});
  OfferFreeSeats(now);
  return {};
}

Status Event::Relocate(const SessionId& id, const std::string& place, const std::string& access,
                       const std::string& link, Instant now) {
  RunDue(now);
  auto found = SessionToCome(id, now);
  if (!found) return Propagate(found);
  planning::Faults faults;
  planning::CheckLine(place, "place", false, planning::kMaxLine, faults);
  planning::CheckText(access, "access", planning::kMaxText, faults);
  planning::CheckLine(link, "link", false, planning::kMaxLine, faults);
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  Session& session = **found;
  const Session previous = session;
  session.place = place;
  session.access = access;
  session.link = link;
  const bool moved = previous.place != place || previous.link != link;
  if (!moved && previous.access == access) return {};

  changes_.sessions.insert(id);
  Touch();
  if (moved) {
    Raise(now, SessionRelocated{View(), id, ActivePeople(PoolOf(session), now), previous});
  } else {
    Raise(now, EventChanged{View()});
  }
  return {};
}

Status Event::Resize(const SessionId& id, int capacity, Instant now) {
  RunDue(now);
  auto found = SessionToCome(id, now);
  if (!found) return Propagate(found);
  Session& session = **found;
  if (IsSequence() && session.ordinal != 1) {
    return Fail(reason::kNotTheFirstModule, "the capacity is that of {}", sessions_.front().id.value);
  }
  if (capacity < 1) return planning::Invalid({{"capacity", "at least 1"}});
  const int taken = SeatsTaken(PoolOf(session));
  if (capacity < taken) return Fail(reason::kSeatsTaken, "{} seats are confirmed or offered", taken);
  if (capacity == session.capacity) return {};

  session.capacity = capacity;
  changes_.sessions.insert(id);
  Touch();
  Raise(now, SessionResized{View(), id});
  OfferFreeSeats(now);
  return {};
}

Status Event::Replan(const SessionDraft& draft, Instant now) {
  RunDue(now);
  planning::Faults faults;
  const Session next = planning::ReadSession(draft, details_.zone, "session.", faults);
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  auto found =
      std::find_if(sessions_.begin(), sessions_.end(), [&](const Session& each) { return each.id == next.id; });
  if (found == sessions_.end()) return Fail(reason::kNotFound, "the event has no session {}", next.id.value);
  Session& session = *found;
  if (next.starts_at != session.starts_at || next.ends_at != session.ends_at || !(next.zone == session.zone)) {
    auto moved = Reschedule(next.id, ToString(next.starts_at), ToString(next.ends_at), next.zone.name(), now);
    if (!moved) return moved;
  }
  const std::string& access = next.access.empty() ? session.access : next.access;
  if (next.place != session.place || next.link != session.link || access != session.access) {
    if (auto moved = Relocate(next.id, next.place, std::string(access), next.link, now); !moved) return moved;
  }
  if (next.capacity != session.capacity && !(IsSequence() && session.ordinal != 1)) {
    if (auto resized = Resize(next.id, next.capacity, now); !resized) return resized;
  }
  const auto rest = [](const Session& s) {
    return std::tie(s.title, s.minutes, s.minimum, s.insee, s.deliverable, s.deliverable_due_on, s.capacity);
  };
  if (rest(next) == rest(session)) return {};
  session.title = next.title;
  session.minutes = next.minutes;
  session.minimum = next.minimum;
  session.insee = next.insee;
  session.deliverable = next.deliverable;
  session.deliverable_due_on = next.deliverable_due_on;
  session.capacity = next.capacity;
  changes_.sessions.insert(next.id);
  Touch();
  Raise(now, EventChanged{View()});
  return {};
}

Status Event::CancelSession(const SessionId& id, Instant now) {
  RunDue(now);
  auto found = SessionToCome(id, now);
  if (!found) return Propagate(found);
  const auto standing =
      std::count_if(sessions_.begin(), sessions_.end(), [](const Session& s) { return !s.cancelled; });
  if (standing == 1) return Cancel(now);

  auto registered = ActivePeople(PoolOf(**found), now);
  (*found)->cancelled = true;
  changes_.sessions.insert(id);
  Touch();
  if (!IsSequence()) {
    for (auto& each : registrations_) {
      if (each.session == id && IsActive(each, now)) End(each, CancelCause::kSessionCancelled, now);
    }
  }
  Raise(now, SessionCancelled{View(), id, std::move(registered)});
  OfferFreeSeats(now);  // in a SEQUENCE, E may be later now
  return {};
}

Result<Session*> Event::SessionToCome(const SessionId& id, Instant now) {
  auto found = std::find_if(sessions_.begin(), sessions_.end(), [&](const Session& each) { return each.id == id; });
  if (found == sessions_.end()) return Fail(reason::kNotFound, "the event has no session {}", id.value);
  if (found->cancelled) return Fail(reason::kSessionCancelled, "the session {} is cancelled", id.value);
  if (found->HasStarted(now)) return Fail(reason::kSessionStarted, "the session {} has started", id.value);
  return &*found;
}

}  // namespace maillage::network
