#include "directory/domain/caf.h"

#include <set>
#include <tuple>

#include "directory/domain/codes.h"
#include "directory/domain/text.h"
#include "platform/calendar/zone.h"
#include "platform/core/ids.h"

namespace maillage::directory {

namespace {

void CheckTexts(const Caf& draft, std::vector<FieldProblem>& problems) {
  if (const auto problem = ProblemOfText(draft.display_name, 200, false))
    problems.push_back({"caf.display_name", *problem});
  if (draft.departements.empty()) problems.push_back({"caf.departements", Problem::kMissing});
  for (const auto& code : draft.departements)
    if (!IsDepartement(code)) problems.push_back({"caf.departements", Problem::kUnknownDepartement});
  if (std::set(draft.departements.begin(), draft.departements.end()).size() != draft.departements.size())
    problems.push_back({"caf.departements", Problem::kRepeated});
  if (!Zone::Named(draft.zone)) problems.push_back({"caf.zone", Problem::kUnknownZone});
}

}  // namespace

Result<Caf> AddCaf(Caf draft) {
  std::vector<FieldProblem> problems;
  if (!IsResourceId(draft.code)) problems.push_back({"caf_id", Problem::kNotAnId});
  CheckTexts(draft, problems);
  if (auto checked = CheckNone(problems, ""); !checked) return Propagate(checked);
  draft.version = 1;
  return draft;
}

Result<bool> ChangeCaf(Caf& caf, const Caf& wanted) {
  std::vector<FieldProblem> problems;
  CheckTexts(wanted, problems);
  if (auto checked = CheckNone(problems, ""); !checked) return Propagate(checked);
  if (std::tie(caf.display_name, caf.departements, caf.zone) ==
      std::tie(wanted.display_name, wanted.departements, wanted.zone))
    return false;
  caf.display_name = wanted.display_name;
  caf.departements = wanted.departements;
  caf.zone = wanted.zone;
  return true;
}

}  // namespace maillage::directory
