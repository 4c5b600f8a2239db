#pragma once

#include <optional>
#include <vector>

#include "notifier/domain/ledger.h"
#include "notifier/domain/model.h"

namespace maillage::notifier {

/// Rows of one Caf: all of them (to rebuild a planner) or those that changed (to be saved: insert or replace by key).
struct Records {
  std::optional<Caf> caf;                   // key: name
  std::vector<Person> people;               // key: name
  std::vector<Post> posts;                  // key: name
  std::vector<Event> events;                // key: name, with all sessions
  std::vector<Registration> registrations;  // key: name
  std::vector<Attendance> attendances;      // key: session, person
  std::vector<SurveyAnswer> answers;        // key: event, person
  std::vector<Decline> declines;            // key: event, person
  std::vector<RuleOverride> overrides;      // key: rule
  std::vector<Reminder> reminders;          // key: name; of changes: those that the store does not have yet
  std::vector<Reminder> updated;            // of changes: those that it has
  Instant cursor{};                         // virtual time: dates up to here have been accounted for

  bool Empty() const {
    return !caf && people.empty() && posts.empty() && events.empty() && registrations.empty() && attendances.empty() &&
           answers.empty() && declines.empty() && overrides.empty() && reminders.empty() && updated.empty();
  }
};

}  // namespace maillage::notifier
