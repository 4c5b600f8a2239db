#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace maillage::inbox {

/// Topic (with the deployment's prefix) and partition.
using PartitionId = std::pair<std::string, std::int32_t>;

/// How far a consumer has come in each partition that it has at present. Thread-safe; outlives a client that is made
/// anew.
class Progress {
 public:
  /// The topics that it consumes, with prefix.
  explicit Progress(std::vector<std::string> topics) : topics_(std::move(topics)) {}

  const std::vector<std::string>& topics() const { return topics_; }

  /// `next`: everything below it was applied; `end`: the offset after the last event there is.
  void Assigned(const PartitionId& partition, std::int64_t next, std::int64_t end);
  void Revoked(const PartitionId& partition);
  /// An assignment is complete; it may be empty, when the group has more members than partitions.
  void Settled();
  void Applied(const PartitionId& partition, std::int64_t next);
  /// Everything applied so far is on the database's disk.
  void Flushed();
  /// The next offset of each partition that was not applied: for the lag.
  std::map<PartitionId, std::int64_t> Positions() const;
  /// The next offset of each partition as far as nothing below it can be lost: for commits.
  std::map<PartitionId, std::int64_t> FlushedPositions() const;

  bool Reached(const std::string& topic, std::int32_t partition, std::int64_t next) const;
  /// Partitions were assigned, and each has reached the end that it had when it was first assigned.
  bool CaughtUp() const;

 private:
  const std::vector<std::string> topics_;
  mutable std::mutex mutex_;
  std::map<PartitionId, std::int64_t> next_;
  std::map<PartitionId, std::int64_t> flushed_;
  std::map<PartitionId, std::int64_t> first_ends_;
  bool settled_ = false;
};

}  // namespace maillage::inbox
