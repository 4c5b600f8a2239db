#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <vector>

#include "platform/inbox/progress.h"
#include "platform/kafka/message.h"

namespace maillage::inbox {

/// What was fetched from the assigned partitions and not handed over yet. Not thread-safe.
class Merge {
 public:
  /// `topics`: among events of the same instant those of an earlier topic come first.
  explicit Merge(std::vector<std::string> topics) : topics_(std::move(topics)) {}

  /// A partition of which the next event fetched will be `next`.
  void Add(const PartitionId& partition, std::int64_t next);
  void Remove(const PartitionId& partition);
  void Put(kafka::Received received);

  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  /// The offset that would be fetched next, by partition.
  const std::map<PartitionId, std::int64_t>& fetched() const { return fetched_; }

  /// The next `limit` events as they were fetched.
  std::vector<kafka::Received> TakeAsFetched(std::size_t limit);
  /// The next events in the order of their time, at most `limit`: stops where a partition has nothing fetched and is
  /// known to have more (`ends`: the offset after the last event of each partition; unknown = has more).
  std::vector<kafka::Received> TakeByTime(std::size_t limit, const std::map<PartitionId, std::int64_t>& ends);

 private:
  struct Waiting {
    std::int64_t arrival;
    kafka::Received received;
  };
  bool Before(const Waiting& a, const Waiting& b) const;
  std::size_t RankOf(const std::string& topic) const;
  kafka::Received Pop(std::deque<Waiting>& queue);

  const std::vector<std::string> topics_;
  std::map<PartitionId, std::deque<Waiting>> waiting_;
  std::map<PartitionId, std::int64_t> fetched_;
  std::int64_t arrivals_ = 0;
  std::size_t size_ = 0;
};

}  // namespace maillage::inbox
