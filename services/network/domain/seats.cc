#include "network/domain/event.h"
#include "network/domain/planning.h"
#include "platform/core/ids.h"

/// What people do about seats: registering, cancelling, switching, declining, answering an offer, leaving (REMINDERS.md
/// §4, "Seats").
namespace maillage::network {

Result<Registration> Event::Register(const RegisterCommand& command, Instant now) {
  RunDue(now);
  auto pool = PoolToRegisterFor(command.session, now);
  if (!pool) return Propagate(pool);
  const bool seat = GivesSeat(*pool, now);
  Registration* registration = Active(command.person, now);
  if (registration) {
    const bool waits_here = registration->state == RegistrationState::kWaitlisted && registration->session == *pool;
    const bool is_near = IsNear(*StartOf(*pool), now);
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

}  // namespace maillage::network
