#include "platform/clock/clock.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace maillage {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Instant kNoon = date::sys_days{date::year{2026} / 2 / 3} + hours{12};

/// A thread that waits on a clock until an instant, as a user of Clock does. `Join` blocks until it has come through.
class Sleeper {
 public:
  Sleeper(Clock& clock, Instant at) {
    thread_ = std::thread([this, &clock, at] {
      std::unique_lock lock(mutex_);
      while (!stop_ && clock.Now() < at) clock.Wait(lock, wake_, at);
    });
  }
  ~Sleeper() { Join(); }

  void Stop() {
    std::lock_guard guard(mutex_);
    stop_ = true;
    wake_.notify_all();
  }
  void Join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;
  std::thread thread_;
};

TEST(StepClock, StandsStillUntilItIsMoved) {
  StepClock clock;
  EXPECT_EQ(ToRfc3339(clock.Now()), "1970-01-01T00:00:00Z");
  EXPECT_TRUE(clock.AdvanceTo(kNoon));
  EXPECT_EQ(clock.Now(), kNoon);
  EXPECT_TRUE(clock.AdvanceTo(kNoon));
}

TEST(StepClock, NeverGoesBack) {
  StepClock clock(kNoon);
  EXPECT_FALSE(clock.AdvanceTo(kNoon - seconds{1}));
  EXPECT_EQ(clock.Now(), kNoon);
}

TEST(StepClock, WakesEverybodyWhoseTimeHasCome) {
  StepClock clock(kNoon);
  Sleeper first(clock, kNoon + seconds{1});
  Sleeper second(clock, kNoon + seconds{2});
  Sleeper later(clock, kNoon + hours{1});

  clock.AdvanceTo(kNoon + seconds{2});

  first.Join();
  second.Join();
  later.Stop();
}

// However the wait and the step fall together, nobody sleeps through his instant, and nobody is woken who has gone
// away.
TEST(StepClock, LosesNoWaiterInARace) {
  StepClock clock(kNoon);
  for (int i = 1; i <= 500; ++i) {
    auto due = std::make_unique<Sleeper>(clock, kNoon + seconds{i});
    auto leaving = std::make_unique<Sleeper>(clock, kNoon + hours{24});
    leaving->Stop();
    std::thread goes([&] { leaving.reset(); });
    clock.AdvanceTo(kNoon + seconds{i});
    due.reset();
    goes.join();
  }
}

TEST(SystemClock, ReadsTheMachine) {
  const auto before = date::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  const auto now = SystemClock{}.Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(SystemClock, WaitsForAnInstantOrForAWord) {
  SystemClock clock;
  Sleeper soon(clock, clock.Now() + std::chrono::milliseconds{1});
  Sleeper never(clock, date::sys_days{date::year{9999} / 1 / 1});
  soon.Join();
  never.Stop();
}

}  // namespace
}  // namespace maillage
