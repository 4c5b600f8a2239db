#include "network/domain/programme.h"

#include <algorithm>
#include <tuple>

#include "network/domain/planning.h"

namespace maillage::network {
namespace {

bool Contains(const std::vector<NeedId>& needs, const NeedId& need) {
  return std::find(needs.begin(), needs.end(), need) != needs.end();
}

std::vector<NeedId> EachOnce(const std::vector<NeedId>& needs) {
  std::vector<NeedId> once;
  for (const auto& each : needs) {
    if (!Contains(once, each)) once.push_back(each);
  }
  return once;
}

planning::Faults FaultsOf(const ProgrammeDetails& programme) {
  planning::Faults faults;
  if (!planning::IsYear(programme.year)) faults.push_back({"name", "a year, 2000 to 2100"});
  planning::CheckLine(programme.title, "title", true, planning::kMaxTitle, faults);
  planning::CheckText(programme.notes, "notes", planning::kMaxText, faults);
  return faults;
}

}  // namespace

Result<Programme> Programme::Begin(ProgrammeDetails details) {
  if (details.title.empty()) details.title = fmt::format("Programme {}", details.year);
  if (auto faults = FaultsOf(details); !faults.empty()) return planning::Invalid(std::move(faults));
  details.needs = EachOnce(details.needs);
  details.state = ProgrammeState::kDraft;
  return Programme(std::move(details));
}

Result<bool> Programme::Update(const ProgrammeChange& change) {
  if (auto open = RequireOpen(); !open) return Propagate(open);
  ProgrammeDetails next = details_;
  if (change.title) next.title = *change.title;
  if (change.notes) next.notes = *change.notes;
  if (change.needs) next.needs = EachOnce(*change.needs);
  if (auto faults = FaultsOf(next); !faults.empty()) return planning::Invalid(std::move(faults));
  const auto what = [](const ProgrammeDetails& each) { return std::tie(each.title, each.notes, each.needs); };
  if (what(next) == what(details_)) return false;
  details_ = std::move(next);
  return true;
}

Result<bool> Programme::TakeUp(const NeedId& need) {
  if (auto open = RequireOpen(); !open) return Propagate(open);
  if (Contains(details_.needs, need)) return false;
  details_.needs.push_back(need);
  return true;
}

Status Programme::Publish(Instant now) {
  if (details_.state == ProgrammeState::kPublished) {
    return Fail(reason::kProgrammePublished, "the programme {} is published already", details_.year);
  }
  details_.state = ProgrammeState::kPublished;
  if (!details_.published_at) details_.published_at = now;
  details_.closed_at.reset();
  return {};
}

Status Programme::Close(Instant now) {
  if (auto open = RequireOpen(); !open) return open;
  if (details_.state == ProgrammeState::kDraft) {
    return Fail(reason::kProgrammeNotPublished, "the programme {} is still a draft", details_.year);
  }
  details_.state = ProgrammeState::kClosed;
  details_.closed_at = now;
  return {};
}

Status Programme::RequireOpen() const {
  if (details_.state != ProgrammeState::kClosed) return {};
  return Fail(reason::kProgrammeClosed, "the programme {} is closed", details_.year);
}

}  // namespace maillage::network
