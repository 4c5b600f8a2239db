#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
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
/// A delivery report without an offset counts as "unknown, send again". A fatal error, or a Send that ran out of time,
/// makes a new producer (`maillage_kafka_producer_rebuilds_total`); what was not confirmed is not answered, and the
/// outbox sends it again. Nothing expires in the queue: a message that did while a later one of its key went through
/// would break the order.
class Producer {
 public:
  explicit Producer(Config config);
  ~Producer();

  /// Produces all and waits for their reports, at most `timeout` and until `stop` is requested. Answers the indexes
  /// that were confirmed, in order; what is missing may be in the log or not. Sending it again keeps the order of each
  /// key: whatever is in the log twice, its first copy is in its place. `meanwhile` is called once, when all are handed
  /// over and their reports are not there yet.
  std::vector<std::size_t> Send(const std::vector<Envelope>& envelopes, std::chrono::milliseconds timeout,
                                std::stop_token stop = {}, const std::function<void()>& meanwhile = {});

  /// Whether a broker answers, within `timeout`.
  bool Reachable(std::chrono::milliseconds timeout);

  /// For each (topic with prefix, partition) written since the start: the offset after the last confirmed message.
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> Positions() const;

 private:
  class Handle;
  std::shared_ptr<Handle> Current();
  void Replace(const std::shared_ptr<Handle>& handle);
  void Confirmed(const std::string& topic, std::int32_t partition, std::int64_t offset);

  const Config config_;
  mutable std::mutex mutex_;
  std::shared_ptr<Handle> handle_;
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> positions_;
};

}  // namespace maillage::kafka
