#include "platform/rpc/executor.h"

#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <functional>
#include <latch>
#include <thread>
#include <vector>

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

TEST(Executor, GivesEachJobAThreadWhenAllOfThemWait) {
  constexpr int kThreads = 8;
  Executor executor(kThreads, kThreads);
  for (int round = 0; round < 200; ++round) {
    std::latch all(kThreads);
    std::deque<TestJob> jobs;
    for (int i = 0; i < kThreads; ++i) {
      ASSERT_TRUE(executor.Submit(jobs.emplace_back([&] { all.arrive_and_wait(); })));
    }
    for (auto& job : jobs) job.ran.wait();
  }
}

TEST(Executor, LeavesNoJobBehindWhenManySubmitAtOnce) {
  constexpr int kSubmitters = 4, kJobs = 2000;
  Executor executor(3, kSubmitters);
  std::vector<std::jthread> submitters;
  for (int i = 0; i < kSubmitters; ++i) {
    submitters.emplace_back([&] {
      for (int n = 0; n < kJobs; ++n) {
        TestJob job;
        ASSERT_TRUE(executor.Submit(job));
        job.ran.wait();
      }
    });
  }
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
