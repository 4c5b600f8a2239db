#include <algorithm>

#include "network/domain/event.h"
#include "network/domain/planning.h"

namespace maillage::network {

Result<Attendance> Event::MarkAttendance(const MarkCommand& command, Instant now) {
  RunDue(now);
  const Session* session = FindSession(command.session);
  if (!session) return Fail(reason::kNotFound, "the event has no session {}", command.session.value);
  if (session->cancelled) return Fail(reason::kSessionCancelled, "the session {} is cancelled", command.session.value);
  if (!session->HasStarted(now)) return Fail(reason::kSessionNotStarted, "the session has not started");
  if (command.mark == Mark::kPartial && command.minutes < 0) return planning::Invalid({{"minutes", "not negative"}});
  const Pool pool = PoolOf(*session);
  if (!IsPresence(command.mark) && !Confirmed(pool, command.person)) {
    return Fail(reason::kNotConfirmed, "{} has no confirmed registration", command.person.value);
  }
  Attendance mark{command.session, command.person, command.mark, 0, now};
  if (command.mark == Mark::kAttended) mark.minutes = session->minutes;
  if (command.mark == Mark::kPartial) mark.minutes = command.minutes;
  const Attendance* known = FindAttendance(command.session, command.person);
  if (known && known->mark == mark.mark && known->minutes == mark.minutes) return *known;

  if (IsPresence(command.mark) && !Confirmed(pool, command.person)) ComeAllTheSame(command, pool, now);
  const std::pair key{command.session, command.person};
  attendance_[key] = mark;
  changes_.attendance.insert(key);
  Touch();
  Raise(now, AttendanceMarked{mark});
  if (IsPresence(command.mark)) {
    for (auto& each : registrations_) {
      if (each.person != command.person || each.session == pool || !IsActive(each, now)) continue;
      if (*StartOf(each.session) > now) End(each, CancelCause::kSuperseded, now);
    }
    OfferFreeSeats(now);
  }
  return mark;
}

/// A confirmed registration for somebody who came without one, whatever the capacity: their place in the line becomes
/// it.
void Event::ComeAllTheSame(const MarkCommand& command, const Pool& pool, Instant now) {
  auto waiting = std::find_if(registrations_.begin(), registrations_.end(), [&](const Registration& each) {
    return each.person == command.person && each.session == pool &&
           (each.state == RegistrationState::kWaitlisted || each.state == RegistrationState::kOffered);
  });
  Registration& registration =
      waiting != registrations_.end()
          ? *waiting
          : AddRegistration({command.person, command.organisation, pool, RegistrationId{}}, pool, now);
  registration.came_unregistered = true;
  if (declines_.erase(command.person)) changes_.declines.insert(command.person);
  Become(registration, RegistrationState::kConfirmed, now);
  Raise(now, RegistrationConfirmed{registration, false});
}

Result<SurveyAnswer> Event::AnswerSurvey(SurveyAnswer answer, Instant now) {
  RunDue(now);
  planning::Faults faults;
  if (answer.satisfaction < 0 || answer.satisfaction > 5) faults.push_back({"answer.satisfaction", "1 to 5, or 0"});
  if (answer.recommendation < -1 || answer.recommendation > 10)
    faults.push_back({"answer.recommendation", "0 to 10, or -1"});
  planning::CheckText(answer.comment, "answer.comment", planning::kMaxText, faults);
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  if (!Attended(answer.person)) return Fail(reason::kNotAttended, "{} was not marked as present", answer.person.value);
  answer.answered_at = now;
  changes_.survey_answers.push_back(answer);
  Touch();
  Raise(now, SurveyAnswered{answer});
  return answer;
}

bool Event::Attended(const PersonId& person) const {
  return std::any_of(attendance_.begin(), attendance_.end(),
                     [&](const auto& each) { return each.first.second == person && IsPresence(each.second.mark); });
}

const Attendance* Event::FindAttendance(const SessionId& session, const PersonId& person) const {
  auto found = attendance_.find({session, person});
  return found == attendance_.end() ? nullptr : &found->second;
}

std::vector<Attendance> Event::attendance() const {
  std::vector<Attendance> all;
  for (const auto& [key, each] : attendance_) all.push_back(each);
  return all;
}

Registration* Event::Confirmed(const Pool& pool, const PersonId& person) {
  auto found = std::find_if(registrations_.begin(), registrations_.end(), [&](const Registration& each) {
    return each.person == person && each.session == pool && each.state == RegistrationState::kConfirmed;
  });
  return found == registrations_.end() ? nullptr : &*found;
}

}  // namespace maillage::network
