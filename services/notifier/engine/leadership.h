#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "platform/metrics/metrics.h"
#include "platform/pg/session.h"

namespace maillage::notifier {

/// One notifier plans and sends (docs/decisions/one-active-notifier.md). An advisory lock chooses it; an epoch in the
/// database, raised by each new one and checked in every transaction that saves, keeps out a predecessor that has not
/// noticed.
///
/// The lock is a lease: a thread uses its session every two seconds, and PostgreSQL ends a session that nobody has used
/// for kLease. So the lock of a notifier that is frozen, or cut off, is free after that time. Thread-safe after
/// Acquire.
class Leadership {
 public:
  static constexpr std::chrono::seconds kLease{10};

  /// `lost` is called once, when another notifier has taken over: the service ends, in order.
  /// Exposes `maillage_notifier_active`.
  Leadership(pg::Database& database, std::function<void()> lost);
  /// Lets the next one in at once.
  ~Leadership();

  /// Waits until no other notifier is active, at most `patience`: a predecessor that was killed is gone at once, one
  /// that stops within seconds, one that is frozen after kLease. Error: NOT_LEADER when one is still active then.
  Status Acquire(std::chrono::milliseconds patience);

  /// In every transaction that saves. Error: NOT_LEADER when another notifier has taken over.
  Status Check(pg::Transaction& tx) const;

  /// Whether the lease was renewed less than kLease ago, by our own clock: asked before each mail, so that a notifier
  /// that was frozen sends no more when it goes on.
  bool Holds() const;

 private:
  enum class Held { kByUs, kByAnother, kTakenOver };
  Result<Held> Hold();
  Result<std::int64_t> Raise();
  void Keep(const std::stop_token& stop);
  void Lost() const;

  pg::Database& database_;
  pg::Session session_;
  const std::function<void()> lost_;
  metrics::Gauge& active_;
  int locked_in_ = 0;  // generation of the session that has the lock
  std::int64_t epoch_ = -1;
  mutable std::atomic<bool> told_ = false;
  std::atomic<std::chrono::steady_clock::time_point> renewed_{};
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread keeper_;
};

}  // namespace maillage::notifier
