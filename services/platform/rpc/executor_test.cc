#include "platform/rpc/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>

namespace maillage::rpc {
namespace {

struct TestJob final : Job {
  explicit TestJob(std::function<void()> run = [] {}) : run(std::move(run)) {}
  void Run() override {
    run();
    ran.count_down();
  }
  void Drop() override { dropped = true; }

  std::function<void()> run;
  std::latch ran{1};
  std::atomic<bool> dropped{false};
};

TEST(Executor, RunsWhatIsSubmitted) {
  Executor executor(2, 4);
  TestJob job;
  ASSERT_TRUE(executor.Submit(job));
  job.ran.wait();
}

TEST(Executor, RefusesWhatItsQueueCannotHold) {
  Executor executor(1, 2);
  std::latch entered(1), release(1);
  TestJob running([&] {
    entered.count_down();
    release.wait();
  });
  ASSERT_TRUE(executor.Submit(running));
  entered.wait();
  TestJob first, second, third;
  EXPECT_TRUE(executor.Submit(first));
  EXPECT_TRUE(executor.Submit(second));
  EXPECT_FALSE(executor.Submit(third));
  release.count_down();
  second.ran.wait();
}

TEST(Executor, DropsWhatWaitsWhenItStops) {
  Executor executor(1, 2);
  std::latch entered(1);
  TestJob waiting;
  TestJob running([&] {
    entered.count_down();
    while (!waiting.dropped) std::this_thread::yield();
  });
  ASSERT_TRUE(executor.Submit(running));
  entered.wait();
  ASSERT_TRUE(executor.Submit(waiting));

  executor.Stop();

  EXPECT_TRUE(waiting.dropped);
  TestJob late;
  EXPECT_FALSE(executor.Submit(late));
}

}  // namespace
}  // namespace maillage::rpc
