#include "platform/clock/clock.h"

#include <algorithm>

namespace maillage {

Instant SystemClock::Now() const { return date::floor<std::chrono::microseconds>(std::chrono::system_clock::now()); }

void SystemClock::Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant at) {
  // A far instant has no value in the nanoseconds of a timed wait.
  wake.wait_until(lock, std::min(at, Now() + std::chrono::hours{1}));
}

Instant StepClock::Now() const {
  std::lock_guard guard(mutex_);
  return now_;
}

void StepClock::Wait(std::unique_lock<std::mutex>& lock, std::condition_variable& wake, Instant at) {
  {
    std::lock_guard guard(mutex_);
    if (now_ >= at) return;
    waiters_.push_back({lock.mutex(), &wake});
  }
  wake.wait(lock);
  lock.unlock();  // AdvanceTo needs it to finish
  {
    std::unique_lock guard(mutex_);
    woken_.wait(guard, [this] { return waking_ == 0; });
    waiters_.erase(std::find_if(waiters_.begin(), waiters_.end(), [&](const Waiter& waiter) {
      return waiter.wake == &wake && waiter.mutex == lock.mutex();
    }));
  }
  lock.lock();
}

bool StepClock::AdvanceTo(Instant now) {
  std::vector<Waiter> waiters;
  {
    std::lock_guard guard(mutex_);
    if (now < now_) return false;
    now_ = now;
    waiters = waiters_;
    ++waking_;
  }
  for (const auto& waiter : waiters) {
    // With its mutex in hand it is certain that the waiter is not between its look at the clock and its sleep.
    std::lock_guard guard(*waiter.mutex);
    waiter.wake->notify_all();
  }
  {
    std::lock_guard guard(mutex_);
    --waking_;
  }
  woken_.notify_all();
  return true;
}

}  // namespace maillage
