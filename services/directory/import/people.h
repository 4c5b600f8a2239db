#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "directory/domain/person.h"
#include "platform/calendar/zone.h"
#include "platform/tabular/table.h"

namespace maillage::directory {

/// The columns of people.csv (data/README.md).
tabular::Format PeopleFormat();

/// What an import of people is judged against.
struct PeopleContext {
  std::string caf;
  /// The epoch: a stepped clock that was not told the time yet, so no day is one to come.
  Instant now;
  Zone zone;  // the Caf's
  /// Everybody the Caf ever had, by id.
  std::map<std::string, Person> known;
  /// Ids of the conventions that exist; empty: unchecked.
  std::set<std::string> conventions;
  /// SIRENs of the file that the reference data should have and does not (IsOfAKnownSeries).
  std::set<std::string> unknown_sirens;
  /// Whether the caller may give the role ADMIN to somebody who does not have it.
  bool may_name_admins = false;
};

/// What a file of people comes to: nothing is to be done when there are faults.
struct PeoplePlan {
  std::vector<PersonRow> joined;
  std::vector<PersonRow> changed;
  std::vector<PersonRow> left;
  int unchanged = 0;
  std::vector<tabular::Fault> faults;  // with those of the table
};

/// The SIRENs that a file names, for the look-up in the reference data.
std::vector<std::string> SirensOf(const tabular::Table& table, const std::string& column);

/// Reads every row and compares it with what is known. A column that the file does not have leaves what is known as it
/// is.
PeoplePlan PlanPeople(const tabular::Table& table, const PeopleContext& context);

}  // namespace maillage::directory
