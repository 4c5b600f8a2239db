#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "platform/core/time.h"

namespace maillage {

/// The only source of "now" for rules. Leases, deadlines, retries and back-off use std::chrono::steady_clock instead.
/// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;

  virtual Instant Now() const = 0;

  /// Releases `lock` and blocks until Now() >= `at`, `wake` is notified, or spuriously. The caller holds `lock` and
  /// checks again, as with a condition variable.
  virtual void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant at) = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
 public:
  Instant Now() const override;
  void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant at) override;
};

/// Stands still until it is moved (MAILLAGE_ENV=test and tests). Starts at the Unix epoch unless told otherwise.
class StepClock final : public Clock {
 public:
  explicit StepClock(Instant start = {}) : now_(start) {}

  Instant Now() const override;
  void Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant at) override;

  /// Goes to `now` and wakes everybody who waits. Going back is a mistake of the caller: false, and nothing happens.
  bool AdvanceTo(Instant now);

 private:
  struct Waiter {
    std::mutex* mutex;
    std::condition_variable* wake;
  };
  mutable std::mutex mutex_;
  Instant now_;
  std::vector<Waiter> waiters_;
  /// A waiter leaves only when nobody is about to wake it: its mutex may be gone afterwards.
  int waking_ = 0;
  std::condition_variable woken_;
};

}  // namespace maillage
