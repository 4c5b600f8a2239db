#include "platform/clock/due_loop.h"

#include <gtest/gtest.h>

#include <deque>
#include <future>

#include "platform/core/reasons.h"
#include "platform/metrics/metrics.h"

namespace maillage {
namespace {

using std::chrono::hours;

const Instant kNoon = date::sys_days{date::year{2026} / 2 / 3} + hours{12};

/// What is due, and the instants at which the loop asked for it.
class Agenda {
 public:
  void Add(Instant due) {
    std::lock_guard guard(mutex_);
    due_.push_back(due);
  }
  std::optional<Instant> Work(Instant now) {
    std::lock_guard guard(mutex_);
    asked_.push_back(now);
    changed_.notify_all();
    std::erase_if(due_, [&](Instant due) { return due <= now; });
    if (due_.empty()) return std::nullopt;
    return *std::min_element(due_.begin(), due_.end());
  }
  /// The next instant at which the loop asked; blocks until it has.
  Instant Asked() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !asked_.empty(); });
    const Instant asked = asked_.front();
    asked_.pop_front();
    return asked;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Instant> due_;
  std::deque<Instant> asked_;
};

void UntilQuiet(const DueLoop& loop) {
  while (!loop.Quiet()) std::this_thread::yield();
}

TEST(DueLoop, WorksAtStartAndWheneverSomethingIsDue) {
  StepClock clock(kNoon);
  Agenda agenda;
  agenda.Add(kNoon + hours{1});
  agenda.Add(kNoon + hours{3});
  DueLoop loop("agenda", clock, [&](Instant now) { return agenda.Work(now); });
  loop.Start();
  EXPECT_EQ(agenda.Asked(), kNoon);
  UntilQuiet(loop);
  EXPECT_EQ(loop.NextDue(), kNoon + hours{1});

  clock.AdvanceTo(kNoon + hours{2});
  EXPECT_EQ(agenda.Asked(), kNoon + hours{2});
  UntilQuiet(loop);
  EXPECT_EQ(loop.NextDue(), kNoon + hours{3});

  clock.AdvanceTo(kNoon + hours{3});
  EXPECT_EQ(agenda.Asked(), kNoon + hours{3});
  UntilQuiet(loop);
  EXPECT_EQ(loop.NextDue(), std::nullopt);
}

TEST(DueLoop, LooksAgainWhenPoked) {
  StepClock clock(kNoon);
  Agenda agenda;
  DueLoop loop("agenda", clock, [&](Instant now) { return agenda.Work(now); });
  loop.Start();
  agenda.Asked();
  UntilQuiet(loop);

  agenda.Add(kNoon + hours{1});
  loop.Poke();

  agenda.Asked();
  UntilQuiet(loop);
  EXPECT_EQ(loop.NextDue(), kNoon + hours{1});
}

TEST(DueLoop, IsNotQuietBeforeItHasLookedWhileItWorksOrWhenSomethingIsDue) {
  StepClock clock(kNoon);
  std::promise<void> entered;
  std::promise<void> leave;
  DueLoop loop("slow", clock, [&](Instant now) -> std::optional<Instant> {
    if (now > kNoon) return std::nullopt;
    entered.set_value();
    leave.get_future().wait();
    return kNoon + hours{1};
  });
  EXPECT_FALSE(loop.Quiet());
  loop.Start();
  entered.get_future().wait();
  EXPECT_FALSE(loop.Quiet());
  leave.set_value();
  UntilQuiet(loop);

  loop.Stop();
  EXPECT_TRUE(loop.Quiet());
  clock.AdvanceTo(kNoon + hours{1});
  EXPECT_FALSE(loop.Quiet());
}

TEST(DueLoop, TriesAgainAfterAnErrorOrAnException) {
  StepClock clock(kNoon);
  auto& failures =
      metrics::Registry::Process().AddCounter("maillage_due_loop_failures_total", "", {{"loop", "failing"}});
  int calls = 0;
  DueLoop loop("failing", clock, [&](Instant) -> Result<std::optional<Instant>> {
    ++calls;
    if (calls == 1) return Fail(reason::kDatabaseUnavailable, "away");
    if (calls == 2) throw std::runtime_error("unforeseen");
    return std::nullopt;
  });
  loop.Start();
  UntilQuiet(loop);
  loop.Stop();

  EXPECT_EQ(calls, 3);
  EXPECT_EQ(failures.Value(), 2);
}

TEST(DueLoop, StopsWhileItWaitsForAnything) {
  StepClock clock(kNoon);
  DueLoop nothing_known("nothing known", clock, [](Instant) { return std::nullopt; });
  DueLoop far_away("far away", clock, [](Instant now) { return now + hours{1}; });
  DueLoop failing("never works", clock, [](Instant) { return Fail(reason::kDatabaseUnavailable, "away"); });
  DueLoop never_started("never started", clock, [](Instant) { return std::nullopt; });
  nothing_known.Start();
  far_away.Start();
  failing.Start();
  UntilQuiet(nothing_known);
  UntilQuiet(far_away);

  for (DueLoop* loop : {&nothing_known, &far_away, &failing, &never_started}) {
    loop->Stop();
    loop->Stop();
  }
}

}  // namespace
}  // namespace maillage
