#include "network/domain/need.h"

#include <algorithm>

#include "network/domain/planning.h"
#include "platform/core/ids.h"

namespace maillage::network {
namespace {

bool Contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

planning::Faults FaultsOf(const NeedDetails& need) {
  planning::Faults faults;
  if (!IsResourceId(need.id.value)) faults.push_back({"name", "an id [a-z0-9][a-z0-9-]{0,62}"});
  if (!Contains(kNeedOrigins, need.origin)) faults.push_back({"origin", "MEETING, SURVEY, ADVISER or OFFICER"});
  if (need.author.empty()) faults.push_back({"author", "required"});
  if (!need.urgency.empty() && !Contains(kUrgencies, need.urgency))
    faults.push_back({"urgency", "LOW, MEDIUM or HIGH"});
  planning::CheckLine(need.theme, "theme", false, 100, faults);
  planning::CheckLine(need.mission, "mission", false, 100, faults);
  planning::CheckLine(need.title, "title", true, planning::kMaxTitle, faults);
  planning::CheckText(need.description, "description", planning::kMaxText, faults);
  return faults;
}

}  // namespace

Result<Need> Need::Raise(NeedDetails details) {
  details.state = NeedState::kNew;
  return Recorded(std::move(details));
}

Result<Need> Need::Recorded(NeedDetails details) {
  auto faults = FaultsOf(details);
  const bool has_event = !details.event.empty();
  if (details.state == NeedState::kPlanned && !has_event) faults.push_back({"event", "required when PLANNED"});
  if (details.state == NeedState::kMerged && details.merged_into.empty()) {
    faults.push_back({"merged_into", "required when MERGED"});
  }
  if (!details.merged_into.empty() && details.merged_into == details.id) faults.push_back({"merged_into", "itself"});
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  Need need(std::move(details));
  auto supporters = std::exchange(need.details_.supporters, {});
  for (const auto& each : supporters) need.Add(each);
  return need;
}

Result<bool> Need::Support(const PersonId& person) {
  if (HasEnded()) return Fail(reason::kNeedEnded, "the need is {}", NameOf(details_.state));
  return Add(person);
}

Status Need::Qualify(const std::string& theme, const std::string& mission, const std::string& urgency) {
  if (auto status = Require({NeedState::kNew}); !status) return status;
  NeedDetails next = details_;
  next.theme = theme;
  next.mission = mission;
  next.urgency = urgency;
  auto faults = FaultsOf(next);
  if (urgency.empty()) faults.push_back({"urgency", "LOW, MEDIUM or HIGH"});
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  next.state = NeedState::kQualified;
  details_ = std::move(next);
  return {};
}

Result<bool> Need::Plan(const EventId& event) {
  if (details_.state == NeedState::kPlanned && details_.event == event) return false;
  if (auto status = Require({NeedState::kQualified}); !status) return Propagate(status);
  details_.state = NeedState::kPlanned;
  details_.event = event;
  return true;
}

Status Need::Answer(Instant now) {
  if (auto status = Require({NeedState::kPlanned}); !status) return status;
  details_.state = NeedState::kAnswered;
  details_.answered_at = now;
  return {};
}

Status Need::MergeInto(Need& other) {
  if (other.details_.id == details_.id)
    return Fail(reason::kNeedMergedIntoItself, "a need cannot be merged into itself");
  if (auto status = Require({NeedState::kNew, NeedState::kQualified}); !status) return status;
  if (other.HasEnded())
    return Fail(reason::kNeedMergedIntoItself, "the other need is {}", NameOf(other.details_.state));
  other.Add(details_.author);
  for (const auto& each : details_.supporters) other.Add(each);
  details_.state = NeedState::kMerged;
  details_.merged_into = other.details_.id;
  return {};
}

Status Need::Decline(const std::string& why) {
  if (auto status = Require({NeedState::kNew, NeedState::kQualified}); !status) return status;
  planning::Faults faults;
  planning::CheckText(why, "reason", planning::kMaxText, faults);
  if (why.empty()) faults.push_back({"reason", "required"});
  if (!faults.empty()) return planning::Invalid(std::move(faults));
  details_.state = NeedState::kDeclined;
  details_.declined_reason = why;
  return {};
}

Status Need::Require(std::initializer_list<NeedState> states) const {
  if (std::find(states.begin(), states.end(), details_.state) != states.end()) return {};
  return Fail(reason::kNeedState, "the need is {}", NameOf(details_.state));
}

bool Need::HasEnded() const {
  return details_.state == NeedState::kAnswered || details_.state == NeedState::kMerged ||
         details_.state == NeedState::kDeclined;
}

bool Need::Add(const PersonId& supporter) {
  auto& known = details_.supporters;
  if (supporter == details_.author || std::find(known.begin(), known.end(), supporter) != known.end()) return false;
  known.push_back(supporter);
  return true;
}

}  // namespace maillage::network
