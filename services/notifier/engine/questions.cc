#include "notifier/engine/engine.h"
#include "notifier/mail/clean.h"
#include "notifier/store/records_store.h"
#include "platform/core/reasons.h"
#include "platform/log/log.h"

namespace maillage::notifier {

Result<std::vector<Reminder>> Engine::Preview(const std::string& caf, const std::string& event, const std::string& rule,
                                              std::optional<Instant> until) {
  Lock lock(mutex_);
  if (auto status = Refresh(lock); !status) return Propagate(status);
  auto planner = KnownPlanner(caf);
  if (!planner) return Propagate(planner);
  if (!event.empty() && (*planner)->FindEvent(event) == nullptr) return NotFound(event);
  auto copy = (*planner)->Copy();
  lock.unlock();  // playing the time to come may take seconds
  return std::move(copy).Preview(event, rule, clock_.Now(), until);
}

Result<Planner*> Engine::BeginAct(Lock& lock, pg::Transaction& tx, const std::string& caf) {
  if (auto status = Refresh(lock); !status) return Propagate(status);
  if (auto status = leadership_.Check(tx); !status) return Propagate(status);
  return KnownPlanner(caf);
}

void Engine::SaveAct(pg::Transaction& tx, Planner& planner) {
  stale_.insert(planner.caf());  // until the commit is known to have happened
  store::Save(tx, planner.caf(), planner.TakeChanges());
}

void Engine::Look(const std::string& caf, const std::function<void(const Planner*)>& look) const {
  const Lock lock(mutex_);
  const auto found = planners_.find(caf);
  look(found == planners_.end() ? nullptr : found->second.get());
}

Result<bool> Engine::ReportBounce(const std::string& address, const std::string& answer) {
  Lock lock(mutex_);
  if (auto status = Refresh(lock); !status) return Propagate(status);
  const auto readable = mail::OneLine(answer, kLongestAnswer);
  auto bounces = bounces_.Add(address, readable, clock_.Now());
  if (!bounces) return Propagate(bounces);
  if (*bounces < Bounces::kBlocksAt) return false;
  const News news{{}, Block(address, readable)};
  const auto changes = TakeChanges();
  if (auto status = Save(changes, news); !status) {
    MarkStale(changes);
    return Propagate(status);
  }
  lock.unlock();
  poke_();
  return true;
}

std::vector<BlockedPerson> Engine::Block(const std::string& address, const std::string& answer) {
  std::vector<BlockedPerson> blocked;
  for (const auto& [caf, planner] : planners_) {
    for (const auto& person : planner->PeopleAt(address)) {
      if (planner->FindPerson(person)->address_blocked) continue;
      planner->Apply(fact::AddressBlocked{person, true}, clock_.Now());
      blocked.push_back({caf, person, address, answer, clock_.Now()});
      log::Warn("an address is blocked after three hard bounces", {{"person", person}});
    }
  }
  return blocked;
}

}  // namespace maillage::notifier
