#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "directory/domain/problems.h"
#include "directory/domain/words.h"
#include "platform/core/time.h"

namespace maillage::directory {

/// Who somebody is, as far as others say it: everything that an update or an import may change.
struct PersonDetails {
  std::string given_name;
  std::string family_name;
  std::string email;
  std::string phone;
  std::optional<PersonKind> kind;
  CafStaffKind caf_staff_kind = CafStaffKind::kNone;
  std::string speciality;
  std::optional<Role> role;
  std::string organisation;  // SIREN
  std::string organisation_name;
  std::string job_title;
  std::vector<std::string> portfolio;
  std::string zone;
  std::vector<std::string> channels;
  std::string access_needs;
  std::optional<CivilDate> joined_on;
  std::optional<CivilDate> welcomed_on;

  friend bool operator==(const PersonDetails&, const PersonDetails&) = default;
};

/// Everything that is wrong with the details, by field. Of the organisation only the form: whose SIREN it is decides
/// nothing here, and an import, whose source is a list that can be corrected, also checks the check digit.
std::vector<FieldProblem> ProblemsOf(const PersonDetails& details);

/// A person as stored.
struct PersonRow {
  std::string caf;
  std::string id;
  PersonDetails details;
  PersonState state = PersonState::kActive;
  std::optional<Instant> left_at;
  bool reminders_muted = false;
  std::int64_t version = 1;

  friend bool operator==(const PersonRow&, const PersonRow&) = default;
};

/// Somebody who takes part in a Caf's network. Present while INVITED or ACTIVE; never comes back under the same id.
///
/// The methods that change something answer whether they did: the same again is accepted and changes nothing.
class Person {
 public:
  /// Error: INVALID_REQUEST with every fault.
  static Result<Person> Join(const std::string& caf, const std::string& id, const PersonDetails& details,
                             PersonState state = PersonState::kActive);
  static Person FromStored(PersonRow row) { return Person(std::move(row)); }

  /// Errors: INVALID_REQUEST, PERSON_ANONYMISED.
  Result<bool> Change(const PersonDetails& details);
  /// What an import says of somebody who is present: INVITED or ACTIVE. Error: PERSON_NOT_PRESENT.
  Result<bool> SetPresence(PersonState state);
  /// Error: PERSON_NOT_PRESENT.
  Status Leave(Instant at);
  /// Replaces names, address, telephone and what could tell who it was; kind, organisation and dates stay, so that
  /// figures stay true. Error: PERSON_STILL_PRESENT.
  Result<bool> Anonymise();
  /// Reminders off or on. Error: PERSON_NOT_PRESENT.
  Result<bool> Mute();
  Result<bool> Unmute();

  bool present() const;
  const PersonRow& row() const { return row_; }

 private:
  explicit Person(PersonRow row) : row_(std::move(row)) {}
  Result<bool> SetMuted(bool muted);

  PersonRow row_;
};

}  // namespace maillage::directory
