#include "directory/domain/caf.h"

#include <set>

#include "directory/domain/codes.h"
#include "directory/domain/text.h"
#include "platform/calendar/zone.h"
#include "platform/core/ids.h"

namespace maillage::directory {

Result<Caf> AddCaf(Caf draft) {
  std::vector<FieldProblem> problems;
  if (!IsResourceId(draft.code)) problems.push_back({"caf_id", Problem::kNotAnId});
  if (const auto problem = ProblemOfText(draft.display_name, 200, false))
    problems.push_back({"caf.display_name", *problem});
  if (draft.departements.empty()) problems.push_back({"caf.departements", Problem::kMissing});
  for (const auto& code : draft.departements)
    if (!IsDepartement(code)) problems.push_back({"caf.departements", Problem::kUnknownDepartement});
  if (std::set(draft.departements.begin(), draft.departements.end()).size() != draft.departements.size())
    problems.push_back({"caf.departements", Problem::kRepeated});
  if (!Zone::Named(draft.zone)) problems.push_back({"caf.zone", Problem::kUnknownZone});
  if (auto checked = CheckNone(problems, ""); !checked) return Propagate(checked);
  draft.version = 1;
  return draft;
}

}  // namespace maillage::directory
