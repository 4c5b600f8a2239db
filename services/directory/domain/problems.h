#pragma once

#include <string>
#include <vector>

#include "platform/core/result.h"

namespace maillage::directory {

/// What can be wrong with one value. The domain says it in English (`Describe`), the import report in French
/// (directory/import/french.h): the same table, twice.
enum class Problem {
  kMissing,
  kTooLong,
  kNotUtf8,
  kControlCharacter,
  kInvisibleCharacter,
  kBlankAround,
  kNotAnAddress,
  kForeignLetters,
  kNotATelephone,
  kUnknownZone,
  kNotASiren,
  kUnknownDepartement,
  kUnknownWord,
  kNotAnId,
  kRepeated,
  kNotForThisKind,
  kFteOutOfRange,
  kMissionNotWhole,
  kEndBeforeStart,
};

/// In English, for developers.
const char* Describe(Problem problem);

/// A problem and the field that has it, by its name in the resource's message (`family_name`, `mission_mix`).
struct FieldProblem {
  std::string field;
  Problem problem;

  friend bool operator==(const FieldProblem&, const FieldProblem&) = default;
};

/// Success when there is none, else INVALID_REQUEST with every one; `path` goes before each field (`person.`).
Status CheckNone(const std::vector<FieldProblem>& problems, const std::string& path);

}  // namespace maillage::directory
