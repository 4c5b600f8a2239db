#pragma once

#include <chrono>
#include <cstdint>
#include <functional>

#include "platform/metrics/metrics.h"
#include "platform/pg/session.h"

namespace maillage::notifier {

/// One notifier plans and sends (docs/decisions/one-active-notifier.md). An advisory lock chooses it; an epoch in the
/// database, raised by each new one and checked in every transaction that saves, keeps out a predecessor that has not
/// noticed. Not thread-safe but for Check.
class Leadership {
 public:
  /// `lost` is called when another notifier has taken over: the service ends, in order.
  /// Exposes `maillage_notifier_active`.
  Leadership(pg::Database& database, std::function<void()> lost);

  /// Waits until no other notifier is active, at most `patience`: a predecessor that was killed is gone at once, one
  /// that stops within seconds. Error: NOT_LEADER when one is still active then.
  Status Acquire(std::chrono::milliseconds patience);
  /// Lets the next one in at once.
  void Release();

  /// In every transaction that saves. Error: NOT_LEADER when another notifier has taken over.
  Status Check(pg::Transaction& tx) const;

 private:
  Status TryLock(bool& locked);

  pg::Database& database_;
  pg::Session session_;
  const std::function<void()> lost_;
  metrics::Gauge& active_;
  std::int64_t epoch_ = -1;
};

}  // namespace maillage::notifier
