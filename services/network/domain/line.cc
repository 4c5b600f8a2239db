#include <algorithm>
#include <chrono>
#include <set>

#include "network/domain/event.h"

/// The line and the offers (REMINDERS.md §4, "Seats").
namespace maillage::network {
namespace {

using std::chrono::hours;

/// No offers, and no waiting behind others, nearer than this to the start.
constexpr hours kLastOffers{24};
/// How long an offer lasts, far from the start and near it.
constexpr hours kLongOffer{48};
constexpr hours kShortOffer{4};

}  // namespace

bool Event::IsNear(Instant start, Instant now) { return start - now < kLastOffers; }

std::optional<Instant> Event::NextDue() const {
  std::optional<Instant> next;
  for (const auto& each : registrations_) {
    const auto ends = OfferEnds(each);
    if (ends && (!next || *ends < *next)) next = ends;
  }
  return next;
}

void Event::RunDue(Instant now) {
  for (auto due = NextDue(); due && *due <= now; due = NextDue()) {
    for (auto& each : registrations_) {
      if (OfferEnds(each) != due) continue;
      Become(each, RegistrationState::kLapsed, *due);
      Raise(*due, OfferLapsed{each});
    }
    OfferFreeSeats(*due);
  }
}

bool Event::GivesSeat(const SessionId& pool, Instant now) const {
  const auto start = StartOf(pool);
  if (!start || FreeSeats(pool) < 1) return false;
  return IsNear(*start, now) || Line(pool).empty();
}

void Event::OfferFreeSeats(Instant at) {
  for (const auto& pool : Pools()) {
    const auto start = StartOf(pool);
    if (!start || IsNear(*start, at)) continue;
    while (FreeSeats(pool) > 0) {
      const auto line = Line(pool);
      if (line.empty()) break;
      Offer(*Find(line.front()->id), at);
    }
  }
}

void Event::Offer(Registration& registration, Instant at) {
  const Instant start = *StartOf(registration.session);
  registration.offered_at = at;
  registration.offer_expires_at =
      start - at >= kLongOffer ? std::min<Instant>(at + kLongOffer, start - kLastOffers) : at + kShortOffer;
  Become(registration, RegistrationState::kOffered, at);
  Raise(at, SeatOffered{registration});
}

/// Who waits, best first: organisations without a seat in the event (held ones count), then by the order of
/// registering.
std::vector<const Registration*> Event::Line(const Pool& pool) const {
  std::set<std::string> seated;
  for (const auto& each : registrations_) {
    if (each.TakesSeat() && !each.organisation.empty()) seated.insert(each.organisation);
  }
  std::vector<const Registration*> line;
  for (const auto& each : registrations_) {
    if (each.session == pool && each.state == RegistrationState::kWaitlisted) line.push_back(&each);
  }
  std::stable_partition(line.begin(), line.end(),
                        [&](const Registration* each) { return !seated.count(each->organisation); });
  return line;
}

std::vector<Event::Pool> Event::Pools() const {
  if (IsSequence()) return {Pool{}};
  std::vector<Pool> pools;
  for (const auto& session : sessions_) {
    if (!session.cancelled) pools.push_back(session.id);
  }
  return pools;
}

std::optional<Instant> Event::StartOf(const Pool& pool) const {
  if (pool.empty()) return FirstStart();
  const Session* session = FindSession(pool);
  return session ? std::optional(session->start()) : std::nullopt;
}

/// That of a SEQUENCE is the capacity of the module planned first, whatever becomes of it.
int Event::CapacityOf(const Pool& pool) const {
  const Session* session = pool.empty() ? &sessions_.front() : FindSession(pool);
  return session ? session->capacity : 0;
}

int Event::SeatsTaken(const Pool& pool) const {
  return static_cast<int>(std::count_if(registrations_.begin(), registrations_.end(), [&](const Registration& each) {
    return each.session == pool && each.TakesSeat();
  }));
}

int Event::FreeSeats(const SessionId& pool) const { return CapacityOf(pool) - SeatsTaken(pool); }

/// When an offered registration lapses: at its offer's end, or at the start if that comes first.
std::optional<Instant> Event::OfferEnds(const Registration& registration) const {
  if (registration.state != RegistrationState::kOffered) return std::nullopt;
  const auto start = StartOf(registration.session);
  const Instant expires = *registration.offer_expires_at;
  return start ? std::min(expires, *start) : expires;
}

}  // namespace maillage::network
