#pragma once

#include <functional>
#include <string>
#include <thread>

#include "platform/clock/activity.h"
#include "platform/clock/clock.h"

namespace maillage::metrics {
class Counter;
}

namespace maillage {

/// A thread that does what is due, when it is due, and waits for the next without polling.
///
/// `work(now)` does everything due at or before `now` and answers when the next thing is due (nullopt: nothing is
/// known). It is called at start, at each due instant, and after each Poke (something was added or changed). An error
/// is logged and counted (maillage_due_loop_failures_total), and the work is tried again after a back-off of 0.1 to 5 s
/// on the steady clock.
class DueLoop final : public Activity {
 public:
  using Work = std::function<Result<std::optional<Instant>>(Instant now)>;

  DueLoop(std::string name, Clock& clock, Work work);
  ~DueLoop() override;  // stops

  void Start();
  /// Ends after the work under way. Idempotent.
  void Stop();
  /// From any thread: look again, something may be due earlier. Cheap.
  void Poke();

  std::string name() const override { return name_; }
  bool Quiet() const override;
  std::optional<Instant> NextDue() const override;

 private:
  void Run();
  /// Does what is due now, without the lock; false when it failed.
  bool WorkOnce(std::unique_lock<std::mutex>& lock);

  const std::string name_;
  Clock& clock_;
  const Work work_;
  metrics::Counter& failures_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool poked_ = true;
  bool working_ = false;
  bool stopping_ = false;
  std::optional<Instant> next_;
  std::thread thread_;
};

}  // namespace maillage
