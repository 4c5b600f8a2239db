#include "directory/domain/problems.h"

#include "directory/domain/reasons.h"

namespace maillage::directory {

const char* Describe(Problem problem) {
  switch (problem) {
    case Problem::kMissing:
      return "is required";
    case Problem::kTooLong:
      return "is too long";
    case Problem::kNotUtf8:
      return "is not UTF-8";
    case Problem::kControlCharacter:
      return "has a line break or another control character";
    case Problem::kInvisibleCharacter:
      return "has an invisible character";
    case Problem::kBlankAround:
      return "begins or ends with a blank";
    case Problem::kNotAnAddress:
      return "is not one mail address";
    case Problem::kForeignLetters:
      return "has characters that are not ASCII, which mail addresses may not have";
    case Problem::kNotATelephone:
      return "is not a telephone number";
    case Problem::kUnknownZone:
      return "is not in the IANA time zone database";
    case Problem::kNotASiren:
      return "is not a SIREN";
    case Problem::kUnknownDepartement:
      return "is not the code of a département";
    case Problem::kUnknownWord:
      return "is not one of the allowed values";
    case Problem::kNotAnId:
      return "is not an id: lower-case letters, digits and hyphens, at most 63";
    case Problem::kRepeated:
      return "has the same value twice";
    case Problem::kNotForThisKind:
      return "does not go with this kind of person";
    case Problem::kFteOutOfRange:
      return "is not between 1 and 100 hundredths";
    case Problem::kMissionNotWhole:
      return "must sum to 100 without a negative share, or be all zero";
    case Problem::kEndBeforeStart:
      return "ends before it starts";
  }
  return "is wrong";
}

Status CheckNone(const std::vector<FieldProblem>& problems, const std::string& path) {
  if (problems.empty()) return {};
  auto failure =
      Fail(reason::kInvalidRequest, "{}{} {}{}", path, problems.front().field, Describe(problems.front().problem),
           problems.size() > 1 ? fmt::format(", and {} more", problems.size() - 1) : "");
  for (const auto& [field, problem] : problems) failure.value().faults.push_back({path + field, Describe(problem)});
  return failure;
}

}  // namespace maillage::directory
