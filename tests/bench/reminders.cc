// Reminders that are due at once: claimed, handed to a mail server that says yes, and marked, all in the ledger; and a
// bare Lua loop on Redis that claims and acknowledges as many members of a sorted set, a thousand at a time.
// Besides: how late reminders leave that become due one after the other.

#include <fmt/format.h>

#include <thread>

#include "bench/benches.h"
#include "bench/notifier.h"
#include "platform/clock/due_loop.h"
#include "platform/core/ids.h"
#include "platform/redis/redis.h"
#include "platform/redis/test_redis.h"

namespace maillage::bench {
namespace {

using notifier::Outgoing;
using notifier::Posted;

std::vector<Posted> SayYes(const std::vector<Outgoing>& mails) {
  std::vector<Posted> posted(mails.size());
  for (auto& each : posted) {
    each.outcome = {notifier::Outcome::kSent, "250 OK"};
    each.title = "Rencontre du réseau";
    each.text = std::string(1500, 'x');
  }
  return posted;
}

/// Reminders a second, from due to marked.
double Ours(int people) {
  StepClock clock(PublishedAt());
  NotifierScene scene(clock, SayYes);
  return SentPerSecond(scene, clock, people);
}

constexpr redis::Script kClaim{"bench_claim", R"lua(
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])
for i = 1, #due do
  redis.call('ZREM', KEYS[1], due[i])
  redis.call('ZADD', KEYS[2], ARGV[3], due[i])
end
return due
)lua"};
constexpr redis::Script kAcknowledge{"bench_acknowledge", R"lua(
local held = 0
for i = 1, #ARGV do held = held + redis.call('ZREM', KEYS[1], ARGV[i]) end
return held
)lua"};

double Bare(redis::Redis& redis, int members) {
  const auto queue = "bench:" + NewUuid();
  const std::string due = queue + ":due", flight = queue + ":flight";
  for (int from = 0; from < members; from += 1000) {
    std::vector<std::string> add{"ZADD", due};
    for (int i = from; i < std::min(from + 1000, members); ++i) {
      add.push_back(std::to_string(1'800'000'000 + i));
      add.push_back(fmt::format("cafs/95/reminders/{:032x}", i));
    }
    Require(redis.Command(add).has_value(), "Redis took no members");
  }
  int acknowledged = 0;
  const double seconds = Seconds([&] {
    for (;;) {
      auto claimed = redis.Run(kClaim, {due, flight}, {"1900000000", "1000", "1900000030"});
      Require(claimed.has_value(), "nothing was claimed");
      if (claimed->items.empty()) return;
      std::vector<std::string> names;
      for (auto& item : claimed->items) names.push_back(std::move(item.text));
      auto held = redis.Run(kAcknowledge, {flight}, names);
      Require(held.has_value(), "nothing was acknowledged");
      acknowledged += static_cast<int>(held->integer);
    }
  });
  Require(acknowledged == members, "members were lost");
  return members / seconds;
}

/// How late mails leave, p99 in ms, when so many a second become due.
double Lateness(int reminders, int per_second) {
  SystemClock clock;
  std::mutex mutex;
  std::vector<double> late;
  NotifierScene scene(clock, [&](const std::vector<Outgoing>& mails) {
    const std::lock_guard lock(mutex);
    const auto now = clock.Now();
    for (const auto& each : mails)
      late.push_back(std::chrono::duration<double, std::milli>(now - *each.mail.sections.front().leave).count());
    return SayYes(mails);
  });
  scene.Join(reminders);
  scene.Publish("e-1", clock.Now() + std::chrono::hours(24 * 120));
  DueLoop loop("reminders", clock, [&](Instant) { return scene.engine().Dispatch(); });
  scene.engine().OnChange([&] { loop.Poke(); });
  loop.Start();
  constexpr int kAtOnce = 5;  // facts of one transaction
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < reminders; i += kAtOnce) {
    std::this_thread::sleep_until(start + std::chrono::microseconds(1'000'000LL * i / per_second));
    scene.Confirm("e-1", i, kAtOnce);
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (scene.CountOf("SENT") < reminders) {
    Require(std::chrono::steady_clock::now() < until, "reminders were not sent");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  loop.Stop();
  scene.engine().Stop();
  return Percentile(late, 99);
}

}  // namespace

void Reminders(const Size& size, Report& report) {
  const int people = size.Of(10'000);
  redis::Redis redis(redis::TestConfig());
  report.AtLeast("reminders",
                 Alternate(
                     size.pairs(), [&] { return Ours(people); }, [&] { return Bare(redis, people); }),
                 "reminders/s", 0.5);
  std::vector<double> late;
  for (int i = 0; i < size.pairs(); ++i) late.push_back(Lateness(size.Of(10'000), 2000));
  report.Judged("reminders.late.p99", late, "ms", Report::Bound::kAtMost, 20);
}

}  // namespace maillage::bench
