#include <algorithm>
#include <chrono>

#include "network/domain/event.h"
#include "network/domain/planning.h"
#include "platform/core/ids.h"

/// Seats, the line, offers (REMINDERS.md §4, "Seats").
namespace maillage::network {
namespace {

using std::chrono::hours;

/// No offers, and no waiting behind others, nearer than this to the start.
constexpr hours kLastOffers{24};
/// How long an offer lasts, far from the start and near it.
constexpr hours kLongOffer{48};
constexpr hours kShortOffer{4};

}  // namespace

Result<Registration> Event::Register(const RegisterCommand& command, Instant now) {
  RunDue(now);
  auto pool = PoolToRegisterFor(command.session, now);
  if (!pool) return Propagate(pool);
  const bool seat = GivesSeat(*pool, now);
  Registration* registration = Active(command.person, now);
  if (registration) {
    const bool waits_here = registration->state == RegistrationState::kWaitlisted && registration->session == *pool;
    const bool is_near = *StartOf(*pool) - now < kLastOffers;
    if (!waits_here || !is_near || !seat) {
      return Fail(reason::kAlreadyRegistered, "{} is {} already", command.person.value, NameOf(registration->state));
    }
  } else {
    if (!command.id.empty()) {
      if (!IsResourceId(command.id.value)) {
        return planning::Invalid({{"registration_id", "an id [a-z0-9][a-z0-9-]{0,62}"}});
      }
      if (Find(command.id)) return Fail(reason::kAlreadyExists, "the registration {} exists already", command.id.value);
    }
    registration = &AddRegistration(command, *pool, now);
  }
  if (declines_.erase(command.person)) changes_.declines.insert(command.person);
  Become(*registration, seat ? RegistrationState::kConfirmed : RegistrationState::kWaitlisted, now);
  const auto answer = WithRank(*registration);
  if (seat) {
    Raise(now, RegistrationConfirmed{answer, false});
  } else {
    Raise(now, RegistrationWaitlisted{answer});
  }
  return answer;
}

Result<Registration> Event::CancelRegistration(const PersonId& person, CancelCause cause, Instant now) {
  RunDue(now);
  Registration* registration = Active(person, now);
  if (!registration) return Fail(reason::kNotRegistered, "{} has no active registration", person.value);
  const auto start = StartOf(registration->session);
  if (!start || *start <= now) return Fail(reason::kSessionStarted, "the session has started");
  GiveUp(*registration, cause, now);
  return WithRank(*registration);
}

Result<Registration> Event::Switch(const PersonId& person, const SessionId& session, Instant now) {
  RunDue(now);
  if (details_.format != Format::kSplit) return Fail(reason::kNotSplit, "the event is a {}", NameOf(details_.format));
  auto pool = PoolToRegisterFor(session, now);
  if (!pool) return Propagate(pool);
  Registration* registration = Active(person, now);
  if (!registration) return Fail(reason::kNotRegistered, "{} has no active registration", person.value);
  if (registration->session == *pool)
    return Fail(reason::kSameSession, "{} is in {} already", person.value, session.value);
  if (*StartOf(registration->session) <= now) {
    return Fail(reason::kSessionStarted, "the session {} has started", registration->session.value);
  }
  if (!GivesSeat(*pool, now)) return Fail(reason::kNoSeat, "no seat is to be had in {}", session.value);

  const auto previous_session = std::exchange(registration->session, *pool);
  const auto previous_state = registration->state;
  Become(*registration, RegistrationState::kConfirmed, now);
  const auto answer = WithRank(*registration);
  Raise(now, RegistrationSwitched{answer, previous_session, previous_state});
  OfferFreeSeats(now);
  return answer;
}

Result<Decline> Event::DeclineBy(const PersonId& person, Instant now) {
  RunDue(now);
  if (details_.state == EventState::kCancelled) return Fail(reason::kEventCancelled, "the event is cancelled");
  if (details_.state == EventState::kDraft) return Fail(reason::kEventNotPublished, "the event is a draft");
  if (Active(person, now)) return Fail(reason::kAlreadyRegistered, "{} has an active registration", person.value);
  const Decline decline{person, now, FirstDate()};
  declines_[person] = decline;
  changes_.declines.insert(person);
  Touch();
  Raise(now, EventDeclined{decline});
  return decline;
}

Result<Registration> Event::AnswerOffer(const PersonId& person, bool accept, Instant now) {
  RunDue(now);  // an offer that is still there is open
  Registration* registration = Active(person, now);
  if (!registration || registration->state != RegistrationState::kOffered) {
    return Fail(reason::kNoOpenOffer, "no seat is held for {}", person.value);
  }
  if (!accept) {
    GiveUp(*registration, CancelCause::kOfferTurnedDown, now);
    return WithRank(*registration);
  }
  Become(*registration, RegistrationState::kConfirmed, now);
  Raise(now, RegistrationConfirmed{WithRank(*registration), true});
  return WithRank(*registration);
}

void Event::Leave(const PersonId& person, Instant now) {
  RunDue(now);
  for (auto& each : registrations_) {
    if (each.person != person || !IsActive(each, now)) continue;
    const auto start = StartOf(each.session);
    if (start && *start > now) End(each, CancelCause::kLeftNetwork, now);
  }
  OfferFreeSeats(now);
}

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

// --- helpers
// -----------------------------------------------------------------------------------------------------------

/// The session to take a seat in, when registration for it is open.
Result<Event::Pool> Event::PoolToRegisterFor(const SessionId& id, Instant now) const {
  if (details_.state == EventState::kCancelled) return Fail(reason::kEventCancelled, "the event is cancelled");
  if (details_.state == EventState::kDraft) return Fail(reason::kEventNotPublished, "the event is a draft");
  Pool pool = id;
  if (IsSequence()) {
    if (!id.empty()) return planning::Invalid({{"session", "a SEQUENCE is registered for as a whole"}});
  } else {
    if (id.empty() && details_.format == Format::kSingle) pool = sessions_.front().id;
    if (pool.empty()) return planning::Invalid({{"session", "required"}});
    const Session* session = FindSession(pool);
    if (!session) return Fail(reason::kNotFound, "the event has no session {}", id.value);
    if (session->cancelled) return Fail(reason::kSessionCancelled, "the session {} is cancelled", id.value);
  }
  const auto start = StartOf(pool);
  if (!start || *start <= now) return Fail(reason::kSessionStarted, "the session has started");
  if (!IsWindowOpen(now)) return Fail(reason::kRegistrationClosed, "registration is not open");
  return pool;
}

bool Event::GivesSeat(const SessionId& pool, Instant now) const {
  const auto start = StartOf(pool);
  if (!start || FreeSeats(pool) < 1) return false;
  return *start - now < kLastOffers || Line(pool).empty();
}

void Event::OfferFreeSeats(Instant at) {
  for (const auto& pool : Pools()) {
    const auto start = StartOf(pool);
    if (!start || *start - at < kLastOffers) continue;
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

bool Event::IsActive(const Registration& registration, Instant now) const {
  switch (registration.state) {
    case RegistrationState::kConfirmed: {
      const Attendance* mark =
          registration.session.empty() ? nullptr : FindAttendance(registration.session, registration.person);
      return !mark || IsPresence(mark->mark);
    }
    case RegistrationState::kWaitlisted:
    case RegistrationState::kOffered: {
      const auto start = StartOf(registration.session);
      return start && *start > now;
    }
    default:
      return false;
  }
}

/// One that is to come before one that is past.
const Registration* Event::ActiveRegistration(const PersonId& person, Instant now) const {
  const Registration* found = nullptr;
  for (const auto& each : registrations_) {
    if (each.person != person || !IsActive(each, now)) continue;
    const auto start = StartOf(each.session);
    if (start && *start > now) return &each;
    found = &each;
  }
  return found;
}

Registration* Event::Active(const PersonId& person, Instant now) {
  return const_cast<Registration*>(std::as_const(*this).ActiveRegistration(person, now));
}

const Registration* Event::FindRegistration(const RegistrationId& id) const {
  auto found = std::find_if(registrations_.begin(), registrations_.end(),
                            [&](const Registration& each) { return each.id == id; });
  return found == registrations_.end() ? nullptr : &*found;
}

Registration* Event::Find(const RegistrationId& id) {
  return const_cast<Registration*>(std::as_const(*this).FindRegistration(id));
}

std::vector<PersonId> Event::ActivePeople(const Pool& pool, Instant now) const {
  std::vector<PersonId> people;
  for (const auto& each : registrations_) {
    if (each.session == pool && IsActive(each, now)) people.push_back(each.person);
  }
  return people;
}

Registration& Event::AddRegistration(const RegisterCommand& command, const Pool& pool, Instant now) {
  Registration registration;
  registration.number = registrations_.empty() ? 1 : registrations_.back().number + 1;
  registration.id = command.id;
  for (int n = registration.number; registration.id.empty() || Find(registration.id); ++n) {
    registration.id = RegistrationId("r" + std::to_string(n));
  }
  registration.person = command.person;
  registration.organisation = command.organisation;
  registration.session = pool;
  registration.registered_at = now;
  return registrations_.emplace_back(std::move(registration));
}

void Event::Become(Registration& registration, RegistrationState state, Instant at, CancelCause cause) {
  registration.state = state;
  registration.cancel_cause = cause;
  registration.changed_at = at;
  ++registration.version;
  changes_.registrations.insert(registration.id);
  Touch();
}

void Event::End(Registration& registration, CancelCause cause, Instant at) {
  Become(registration, RegistrationState::kCancelled, at, cause);
  Raise(at, RegistrationCancelled{registration});
}

/// What the person gives back counts as "not available", and is offered on.
void Event::GiveUp(Registration& registration, CancelCause cause, Instant at) {
  declines_[registration.person] = {registration.person, at, FirstDate()};
  changes_.declines.insert(registration.person);
  End(registration, cause, at);
  OfferFreeSeats(at);
}

Registration Event::WithRank(Registration registration) const {
  registration.waiting_rank = 0;
  if (registration.state != RegistrationState::kWaitlisted) return registration;
  const auto line = Line(registration.session);
  const auto place =
      std::find_if(line.begin(), line.end(), [&](const Registration* each) { return each->id == registration.id; });
  if (place != line.end()) registration.waiting_rank = static_cast<int>(place - line.begin()) + 1;
  return registration;
}

std::optional<Decline> Event::FindDecline(const PersonId& person) const {
  auto found = declines_.find(person);
  return found == declines_.end() ? std::nullopt : std::optional(found->second);
}

bool Event::HasDeclined(const PersonId& person) const {
  const auto decline = FindDecline(person);
  return decline && decline->event_date == FirstDate();
}

}  // namespace maillage::network
