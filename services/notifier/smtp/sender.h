#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "notifier/smtp/connection.h"
#include "platform/metrics/metrics.h"

namespace maillage::notifier::smtp {

/// Sends mails over Config::connections kept-open connections, side by side, all of them served by one thread.
/// Thread-safe: batches of several callers share the connections. Metrics: `maillage_smtp_messages_total{outcome}`,
/// `maillage_smtp_message_seconds`.
class Sender {
 public:
  Sender(Config config, metrics::Registry& registry);
  /// Finishes the messages under way; what still waits is answered kTryLater.
  ~Sender();

  /// One outcome a message, in the batch's order. Blocks until all are decided: at the latest one message timeout after
  /// the deadline; what was not begun by the deadline is kTryLater. A message's fate never touches another's.
  /// `go_on` is asked right before each message, from another thread, and must not wait: false makes it kTryLater.
  std::vector<Outcome> Send(
      std::span<const Message> batch, std::chrono::steady_clock::time_point deadline,
      const std::function<bool()>& go_on = [] { return true; });

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace maillage::notifier::smtp
