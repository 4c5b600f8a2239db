#include "directory/domain/post.h"

#include <algorithm>
#include <set>

#include "directory/domain/codes.h"
#include "directory/domain/reasons.h"
#include "directory/domain/text.h"
#include "platform/core/ids.h"

namespace maillage::directory {
namespace {

bool IsWhole(const MissionMix& mix) {
  const auto shares = {mix.coordinator, mix.facilitator, mix.advisor, mix.mobiliser};
  if (std::any_of(shares.begin(), shares.end(), [](int share) { return share < 0 || share > 100; })) return false;
  const int sum = mix.coordinator + mix.facilitator + mix.advisor + mix.mobiliser;
  return sum == 100 || sum == 0;
}

void CheckWords(const PostDetails& details, std::vector<FieldProblem>& problems) {
  if (!details.org_position.empty() && !IsOneOf(kOrgPositions, details.org_position))
    problems.push_back({"org_position", Problem::kUnknownWord});
  if (!details.job_frame.empty() && !IsOneOf(kJobFrames, details.job_frame))
    problems.push_back({"job_frame", Problem::kUnknownWord});
  if (!details.category.empty() && !IsOneOf(kCategories, details.category))
    problems.push_back({"category", Problem::kUnknownWord});
  for (const auto& theme : details.themes)
    if (!IsOneOf(kThemes, theme)) problems.push_back({"themes", Problem::kUnknownWord});
  if (std::set(details.themes.begin(), details.themes.end()).size() != details.themes.size())
    problems.push_back({"themes", Problem::kRepeated});
}

}  // namespace

std::vector<FieldProblem> ProblemsOf(const PostDetails& details) {
  std::vector<FieldProblem> problems;
  if (details.convention.empty())
    problems.push_back({"convention", Problem::kMissing});
  else if (!IsResourceId(details.convention))
    problems.push_back({"convention", Problem::kNotAnId});
  if (!details.employer_siren.empty() && !IsSiren(details.employer_siren))
    problems.push_back({"employer_siren", Problem::kNotASiren});
  if (const auto problem = ProblemOfText(details.employer_name, 200, false))
    problems.push_back({"employer_name", *problem});
  if (const auto problem = ProblemOfText(details.title, 200, false)) problems.push_back({"title", *problem});
  if (details.fte_hundredths < 0 || details.fte_hundredths > 100)
    problems.push_back({"fte_hundredths", Problem::kFteOutOfRange});
  if (!IsWhole(details.mission_mix)) problems.push_back({"mission_mix", Problem::kMissionNotWhole});
  CheckWords(details, problems);
  return problems;
}

Result<Post> Post::Open(const std::string& caf, const std::string& id, const PostDetails& details) {
  if (!IsResourceId(id)) {
    auto problems = ProblemsOf(details);
    for (auto& problem : problems) problem.field = "post." + problem.field;
    problems.insert(problems.begin(), {"post_id", Problem::kNotAnId});
    return Propagate(CheckNone(problems, ""));
  }
  if (auto checked = CheckNone(ProblemsOf(details), "post."); !checked) return Propagate(checked);
  return Post(PostRow{caf, id, details, std::nullopt, {}, 1});
}

Result<bool> Post::Change(const PostDetails& details) {
  if (details == row_.details) return false;
  if (auto checked = CheckNone(ProblemsOf(details), "post."); !checked) return Propagate(checked);
  row_.details = details;
  return true;
}

Status Post::Assign(const Assignment& assignment) {
  std::vector<FieldProblem> problems;
  if (!IsResourceId(assignment.person)) problems.push_back({"person", Problem::kNotAnId});
  if (assignment.to && *assignment.to < assignment.from) problems.push_back({"to", Problem::kEndBeforeStart});
  if (assignment.fte_hundredths < 0 || assignment.fte_hundredths > 100)
    problems.push_back({"fte_hundredths", Problem::kFteOutOfRange});
  if (auto checked = CheckNone(problems, "assignment."); !checked) return checked;
  if (row_.closed_on) return Fail(reason::kPostClosed, "{} is closed since {}", row_.id, ToString(*row_.closed_on));
  if (HeldFrom(assignment.from))
    return Fail(reason::kPostHeld, "{} is held on {} or later", row_.id, ToString(assignment.from));
  row_.assignments.push_back(assignment);
  return {};
}

Result<Assignment> Post::Unassign(CivilDate to) {
  const auto holding = std::find_if(row_.assignments.begin(), row_.assignments.end(),
                                    [&](const Assignment& each) { return each.Holds(to); });
  if (holding == row_.assignments.end())
    return Fail(reason::kPostNotHeld, "{} is not held on {}", row_.id, ToString(to));
  if (holding->to) return Fail(reason::kPostNotHeld, "the end is known already: {}", ToString(*holding->to));
  holding->to = to;
  return *holding;
}

Status Post::Close(CivilDate day) {
  if (row_.closed_on) return Fail(reason::kPostClosed, "{} is closed since {}", row_.id, ToString(*row_.closed_on));
  if (HeldFrom(PlusDays(day, 1))) return Fail(reason::kPostHeld, "{} is held after {}", row_.id, ToString(day));
  row_.closed_on = day;
  return {};
}

PostState Post::StateOn(CivilDate today) const {
  if (row_.closed_on && *row_.closed_on <= today) return PostState::kClosed;
  const auto& all = row_.assignments;
  if (std::any_of(all.begin(), all.end(), [&](const Assignment& each) { return each.Holds(today); }))
    return PostState::kFilled;
  const bool held_before =
      std::any_of(all.begin(), all.end(), [&](const Assignment& each) { return each.from <= today; });
  return held_before ? PostState::kVacant : PostState::kOpen;
}

bool Post::HeldFrom(CivilDate day) const {
  return std::any_of(row_.assignments.begin(), row_.assignments.end(),
                     [&](const Assignment& each) { return !each.to || *each.to >= day; });
}

}  // namespace maillage::directory
