#include "platform/inbox/merge.h"

#include <algorithm>
#include <tuple>

namespace maillage::inbox {

void Merge::Add(const PartitionId& partition, std::int64_t next) {
  waiting_[partition].clear();
  fetched_[partition] = next;
}

void Merge::Remove(const PartitionId& partition) {
  if (auto found = waiting_.find(partition); found != waiting_.end()) size_ -= found->second.size();
  waiting_.erase(partition);
  fetched_.erase(partition);
}

void Merge::Put(kafka::Received received) {
  const auto found = fetched_.find({received.envelope.topic, received.envelope.partition});
  // Not ours any more, or a second copy after an assignment that came back.
  if (found == fetched_.end() || received.envelope.offset < found->second) return;
  found->second = received.envelope.offset + 1;
  waiting_[found->first].push_back({arrivals_++, std::move(received)});
  ++size_;
}

std::vector<kafka::Received> Merge::TakeAsFetched(std::size_t limit) {
  std::vector<kafka::Received> taken;
  taken.reserve(std::min(limit, size_));
  while (taken.size() < limit && size_ > 0) {
    auto first = waiting_.end();
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
      if (it->second.empty()) continue;
      if (first == waiting_.end() || it->second.front().arrival < first->second.front().arrival) first = it;
    }
    taken.push_back(Pop(first->second));
  }
  return taken;
}

std::vector<kafka::Received> Merge::TakeByTime(std::size_t limit, const std::map<PartitionId, std::int64_t>& ends) {
  std::vector<kafka::Received> taken;
  taken.reserve(std::min(limit, size_));
  while (taken.size() < limit && size_ > 0) {
    auto first = waiting_.end();
    for (auto it = waiting_.begin(); it != waiting_.end(); ++it) {
      if (it->second.empty()) {
        const auto end = ends.find(it->first);
        const bool more = end == ends.end() || fetched_.at(it->first) < end->second;
        if (more) return taken;
      } else if (first == waiting_.end() || Before(it->second.front(), first->second.front())) {
        first = it;
      }
    }
    taken.push_back(Pop(first->second));
  }
  return taken;
}

// An unreadable message has no time: it goes first, so that it never holds the others up.
bool Merge::Before(const Waiting& a, const Waiting& b) const {
  const auto key = [&](const kafka::Received& received) {
    return std::make_tuple(received.status ? received.envelope.time : Instant::min(), RankOf(received.envelope.topic),
                           received.envelope.partition);
  };
  return key(a.received) < key(b.received);
}

std::size_t Merge::RankOf(const std::string& topic) const {
  return static_cast<std::size_t>(std::find(topics_.begin(), topics_.end(), topic) - topics_.begin());
}

kafka::Received Merge::Pop(std::deque<Waiting>& queue) {
  auto received = std::move(queue.front().received);
  queue.pop_front();
  --size_;
  return received;
}

}  // namespace maillage::inbox
