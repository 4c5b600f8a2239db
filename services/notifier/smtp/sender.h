#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "notifier/smtp/connection.h"
#include "platform/metrics/metrics.h"

namespace maillage::notifier::smtp {

/// Sends mails over Config::connections kept-open connections, each with a thread of its own. Thread-safe: batches of
/// several callers share the connections. Metrics: `maillage_smtp_messages_total{outcome}`,
/// `maillage_smtp_message_seconds`.
class Sender {
 public:
  Sender(Config config, metrics::Registry& registry);
  /// Finishes the messages under way; what still waits is answered kTryLater.
  ~Sender();

  /// One outcome a message, in the batch's order. Blocks until all are decided: at the latest one message timeout after
  /// the deadline; what was not begun by the deadline is kTryLater. A message's fate never touches another's.
  /// `go_on` is asked right before each message, from any thread: false makes it kTryLater.
  std::vector<Outcome> Send(
      const std::vector<Message>& batch, std::chrono::steady_clock::time_point deadline,
      const std::function<bool()>& go_on = [] { return true; });

 private:
  class Workers;
  std::unique_ptr<Workers> workers_;
};

}  // namespace maillage::notifier::smtp
