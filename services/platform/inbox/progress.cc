#include "platform/inbox/progress.h"

#include <algorithm>

namespace maillage::inbox {

void Progress::Assigned(const PartitionId& partition, std::int64_t next, std::int64_t end) {
  std::lock_guard lock(mutex_);
  next_[partition] = flushed_[partition] = next;
  first_ends_.try_emplace(partition, end);
}

void Progress::Revoked(const PartitionId& partition) {
  std::lock_guard lock(mutex_);
  next_.erase(partition);
  flushed_.erase(partition);
}

void Progress::Settled() {
  std::lock_guard lock(mutex_);
  settled_ = true;
}

void Progress::Applied(const PartitionId& partition, std::int64_t next) {
  std::lock_guard lock(mutex_);
  if (auto found = next_.find(partition); found != next_.end()) found->second = std::max(found->second, next);
}

void Progress::Flushed() {
  std::lock_guard lock(mutex_);
  flushed_ = next_;
}

std::map<PartitionId, std::int64_t> Progress::Positions() const {
  std::lock_guard lock(mutex_);
  return next_;
}

std::map<PartitionId, std::int64_t> Progress::FlushedPositions() const {
  std::lock_guard lock(mutex_);
  return flushed_;
}

bool Progress::Reached(const std::string& topic, std::int32_t partition, std::int64_t next) const {
  if (std::find(topics_.begin(), topics_.end(), topic) == topics_.end()) return true;
  std::lock_guard lock(mutex_);
  const auto found = next_.find({topic, partition});
  return found != next_.end() && found->second >= next;
}

bool Progress::CaughtUp() const {
  std::lock_guard lock(mutex_);
  return settled_ && std::all_of(next_.begin(), next_.end(),
                                 [&](const auto& entry) { return entry.second >= first_ends_.at(entry.first); });
}

}  // namespace maillage::inbox
