#include <algorithm>
#include <utility>

#include "network/domain/event.h"

/// Registrations as such: which are active, finding, adding, ending them.
namespace maillage::network {

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
