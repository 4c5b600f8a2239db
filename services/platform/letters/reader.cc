#include "platform/letters/reader.h"

#include <algorithm>

namespace maillage::letters {

Reader::Reader(const kafka::Config& config, std::vector<std::string> topics)
    : topics_(std::move(topics)), log_(config) {}

Status Reader::Refresh(std::chrono::milliseconds timeout) {
  auto topics = log_.Topics(timeout);
  if (!topics) return Propagate(topics);
  for (const auto& [topic, partitions] : *topics) {
    if (!Wanted(topic)) continue;
    for (int partition = 0; partition < partitions; ++partition) {
      if (auto read = RefreshPartition(topic, partition, timeout); !read) return read;
    }
  }
  return {};
}

bool Reader::Wanted(const std::string& dead_topic) const {
  if (topics_.empty()) return dead_topic.ends_with(DeadTopic(""));
  return std::ranges::any_of(topics_, [&](const auto& topic) { return DeadTopic(topic) == dead_topic; });
}

Status Reader::RefreshPartition(const std::string& dead_topic, std::int32_t partition,
                                std::chrono::milliseconds timeout) {
  auto range = log_.RangeOf(dead_topic, partition, timeout);
  if (!range) return Propagate(range);
  auto& next = next_[{dead_topic, partition}];
  book_.Forget({dead_topic.substr(0, dead_topic.size() - DeadTopic("").size()), partition, range->begin});
  range->begin = std::max(range->begin, next);
  auto read = log_.Read(dead_topic, partition, *range, timeout, [&](const kafka::Received& received) {
    book_.Put(received.envelope);
    next = received.envelope.offset + 1;
  });
  if (read) next = std::max(next, range->end);
  return read;
}

}  // namespace maillage::letters
