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
  /// key: whatever is in the log twice, its first copy is in its place.
  std::vector<std::size_t> Send(const std::vector<Envelope>& envelopes, std::chrono::milliseconds timeout,
                                std::stop_token stop = {});

  /// Envelopes on their way: the same in steps, for who sends on without waiting. Thread-safe; not to outlive the
  /// producer.
  class Batch {
   public:
    ~Batch();
    /// All reports are there.
    bool ended() const;
    /// What was confirmed so far, as Send.
    std::vector<std::size_t> confirmed() const;

   private:
    friend class Producer;
    struct Reports;
    class Handle;
    Batch(std::shared_ptr<Reports> reports, std::shared_ptr<Handle> handle);

    const std::shared_ptr<Reports> reports_;
    const std::shared_ptr<Handle> handle_;
  };
  /// Hands all over. `reported` is called, from another thread, when all reports are there; not after the batch's end
  /// of life. `after`: a batch that these have to follow, or null; when they cannot, because not all of it was taken or
  /// another producer is in use since, the answer is null, and nothing was handed over: End that one first.
  std::unique_ptr<Batch> Begin(const std::vector<Envelope>& envelopes, const Batch* after,
                               std::function<void()> reported);
  /// What was confirmed, as Send. Reports that are not there yet are given up, and their producer with them.
  std::vector<std::size_t> End(const Batch& batch);

  /// Whether a broker answers, within `timeout`.
  bool Reachable(std::chrono::milliseconds timeout);

  /// For each (topic with prefix, partition) written since the start: the offset after the last confirmed message.
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> Positions() const;

 private:
  using Handle = Batch::Handle;
  std::shared_ptr<Handle> Current();
  void Replace(const std::shared_ptr<Handle>& handle);

  const Config config_;
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> positions_;
  std::shared_ptr<Handle> handle_;  // last: its thread notes positions until it ends
};

}  // namespace maillage::kafka
