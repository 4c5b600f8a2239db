#include "notifier/engine/leadership.h"

#include <string>

#include "notifier/domain/reasons.h"
#include "platform/log/log.h"

namespace maillage::notifier {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

/// Any number that no other user of advisory locks in this database takes.
constexpr std::int64_t kLock = 0x6e6f746966696572;  // "notifier"
constexpr seconds kRenewEvery{2};

constexpr pg::Statement kLimit{"notifier_limit_session", "select set_config('idle_session_timeout', $1, false)"};
constexpr pg::Statement kTryLock{"notifier_try_lead",
                                 "select pg_try_advisory_lock($1) as locked, epoch from public.leader"};
constexpr pg::Statement kStay{"notifier_stay", "select true as locked, epoch from public.leader"};
constexpr pg::Statement kRaise{"notifier_raise_epoch", "update leader set epoch = epoch + 1 returning epoch"};
constexpr pg::Statement kCheck{"notifier_check_epoch", "select epoch from leader for share"};

pg::Scope Soon() { return pg::Scope("*", steady_clock::now() + kRenewEvery); }

}  // namespace

Leadership::Leadership(pg::Database& database, std::function<void()> lost)
    : database_(database),
      session_(database),
      lost_(std::move(lost)),
      active_(metrics::Registry::Process().AddGauge("maillage_notifier_active",
                                                    "1: this notifier plans and sends; 0: it does not.")) {}

Leadership::~Leadership() {
  if (keeper_.joinable()) {
    keeper_.request_stop();
    keeper_.join();
  }
  active_.Set(0);
  session_.Close();
}

Status Leadership::Acquire(std::chrono::milliseconds patience) {
  const auto give_up = steady_clock::now() + patience;
  for (bool told = false;; told = true) {
    const auto began = steady_clock::now();
    auto held = Hold();
    if (!held) return Propagate(held);
    if (*held == Held::kByUs) {
      renewed_ = began;
      break;
    }
    if (began > give_up) return Fail(reason::kNotLeader, "another notifier is active on this database");
    if (!told) log::Info("another notifier is active; waiting for it to stop");
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // real time: a process has to end
  }
  auto raised = Raise();
  if (!raised) return Propagate(raised);
  epoch_ = *raised;
  active_.Set(1);
  keeper_ = std::jthread([this](const std::stop_token& stop) { Keep(stop); });
  return {};
}

bool Leadership::Holds() const { return steady_clock::now() - renewed_.load() < kLease; }

Status Leadership::Check(pg::Transaction& tx) const {
  auto rows = tx.Query(kCheck);
  if (!rows) return Propagate(rows);
  if ((*rows)[0].Get<std::int64_t>("epoch") == epoch_) return {};
  Lost();
  return Fail(reason::kNotLeader, "another notifier has taken over");
}

/// Uses the session that has the lock; takes the lock in a new session after the one before was lost.
Result<Leadership::Held> Leadership::Hold() {
  auto held = Held::kByAnother;
  auto status = session_.Run(Soon(), [&](pg::Transaction& tx) -> Status {
    const bool ours = session_.generation() == locked_in_;
    if (!ours) tx.Execute(kLimit, std::to_string(std::chrono::milliseconds(kLease).count()));
    auto rows = ours ? tx.Query(kStay) : tx.Query(kTryLock, kLock);
    if (!rows) return Propagate(rows);
    const auto row = (*rows)[0];
    if (row.Get<bool>("locked")) {
      held = Held::kByUs;
      locked_in_ = session_.generation();
    }
    if (epoch_ >= 0 && row.Get<std::int64_t>("epoch") != epoch_) held = Held::kTakenOver;
    return {};
  });
  if (!status) return Propagate(status);
  return held;
}

Result<std::int64_t> Leadership::Raise() {
  return database_.Write<std::int64_t>(pg::Scope::Internal(), [](pg::Transaction& tx) -> Result<std::int64_t> {
    auto rows = tx.Query(kRaise);
    if (!rows) return Propagate(rows);
    return (*rows)[0].Get<std::int64_t>("epoch");
  });
}

void Leadership::Keep(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, stop, kRenewEvery, [&] { return stop.stop_requested(); })) {
    const auto began = steady_clock::now();
    auto held = Hold();
    if (!held) {
      log::Warn("the lease could not be renewed", held.error());
    } else if (*held == Held::kTakenOver) {
      return Lost();
    } else if (*held == Held::kByUs) {
      renewed_ = began;
    }
  }
}

void Leadership::Lost() const {
  if (told_.exchange(true)) return;
  active_.Set(0);
  log::Error("another notifier has taken over; this one ends");
  lost_();
}

}  // namespace maillage::notifier
