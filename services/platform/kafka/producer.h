#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "platform/core/result.h"
#include "platform/kafka/envelope.h"

namespace maillage::kafka {

struct Config {
  /// host:port,…
  std::string brokers;
  /// Put before every topic and group name; lets several deployments share a broker (tests). May be empty.
  std::string prefix;
};

/// An idempotent producer, one message in flight a connection (ARCHITECTURE.md §6). Thread-safe.
///
/// A delivery report without an offset counts as "unknown, send again". A fatal error makes a new producer; what was not
/// confirmed is reported as failed, and the outbox sends it again.
class Producer {
 public:
  explicit Producer(Config config);
  ~Producer();

  /// Produces all and waits for their reports, at most `timeout`. Answers the indexes that were confirmed, in order; what is
  /// missing may be in the log or not.
  std::vector<std::size_t> Send(const std::vector<Envelope>& envelopes, std::chrono::milliseconds timeout);

  /// For each (topic with prefix, partition) written since the start: the offset after the last confirmed message.
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> Positions() const;

 private:
  class Handle;
  const Config config_;
  mutable std::mutex mutex_;
  std::shared_ptr<Handle> handle_;
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> positions_;
};

}  // namespace maillage::kafka
