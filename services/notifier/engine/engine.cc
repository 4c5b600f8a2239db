#include "notifier/engine/engine.h"

#include <thread>

#include "notifier/domain/reasons.h"
#include "notifier/engine/sent.h"
#include "notifier/store/records_store.h"
#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/log/log.h"

namespace maillage::notifier {

Engine::Engine(pg::Database& database, Clock& clock, LetterWriter writer, Deliver deliver,
               std::function<void()> taken_over)
    : database_(database),
      clock_(clock),
      leadership_(database, std::move(taken_over)),
      bounces_(database),
      writer_(std::move(writer)),
      deliver_(std::move(deliver)),
      retries_([this](const std::string& address) {
        {
          const Lock lock(mutex_);
          dispatcher_.Retry(address);
        }
        poke_();
      }) {}

Engine::~Engine() { Stop(); }

void Engine::Stop() {
  stopping_ = true;
  retries_.Stop();
}

Status Engine::Load() {
  if (auto status = leadership_.Acquire(std::chrono::seconds(20)); !status) return status;
  const Lock lock(mutex_);
  auto all = database_.Read<std::map<std::string, Records>>(pg::Scope::Internal(), store::LoadAll);
  if (!all) return Propagate(all);
  for (const auto& [caf, stored] : *all) Rebuild(caf, stored);
  return {};
}

void Engine::Rebuild(const std::string& caf, const Records& stored) {
  Forget(caf);
  auto planner = std::make_unique<Planner>(Planner::FromStored(caf, stored));
  dispatcher_.Add(*planner);
  planners_[caf] = std::move(planner);
}

void Engine::Forget(const std::string& caf) {
  const auto found = planners_.find(caf);
  if (found == planners_.end()) return;
  dispatcher_.Remove(*found->second);
  planners_.erase(found);
}

Status Engine::Refresh(Lock& lock) {
  if (stale_.empty()) return {};
  // A row that is CLAIMED in the store is sent again by a rebuilt planner: not while its mail is under way.
  idle_.wait(lock, [this] { return !sending_; });
  while (!stale_.empty()) {
    const auto caf = *stale_.begin();
    auto stored =
        database_.Read<Records>(pg::Scope::Internal(), [&](pg::Transaction& tx) { return store::Load(tx, caf); });
    if (!stored) return Propagate(stored);
    Forget(caf);
    // A Caf of which nothing was ever saved is heard of again.
    if (stored->cursor != Instant{}) Rebuild(caf, *stored);
    stale_.erase(caf);
  }
  return {};
}

Engine::Changes Engine::TakeChanges() {
  Changes changes;
  for (const auto& [caf, planner] : planners_) {
    auto changed = planner->TakeChanges();
    if (!changed.Empty()) changes.emplace_back(caf, std::move(changed));
  }
  return changes;
}

void Engine::MarkStale(const Changes& changes) {
  for (const auto& [caf, records] : changes) stale_.insert(caf);
}

Status Engine::Save(const Changes& changes, const News& news) const {
  if (changes.empty()) return {};
  return SaveAll(database_, leadership_, changes, news);
}

Status Engine::SaveForSure(const Changes& changes, const News& news) const {
  for (auto wait = std::chrono::milliseconds(50);; wait = std::min(wait * 2, std::chrono::milliseconds(2000))) {
    auto saved = SaveAll(database_, leadership_, changes, news);
    if (saved || stopping_ || saved.error().reason == reason::kNotLeader.name) return saved;
    log::Error("mails were sent and could not be written down yet; trying again", saved.error());
    std::this_thread::sleep_for(wait);
  }
}

bool Engine::Quiet() const {
  const Lock lock(mutex_);
  return !sending_ && retries_.Quiet();
}

Planner& Engine::PlannerOf(const std::string& caf) {
  auto& planner = planners_[caf];
  if (!planner) {
    planner = std::make_unique<Planner>(caf);
    dispatcher_.Add(*planner);
  }
  return *planner;
}

Result<Planner*> Engine::KnownPlanner(const std::string& caf) {
  const auto found = planners_.find(caf);
  if (found == planners_.end()) return NotFound("cafs/" + caf);
  return found->second.get();
}

}  // namespace maillage::notifier
