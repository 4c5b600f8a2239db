#include "notifier/engine/leadership.h"

#include <thread>

#include "notifier/domain/reasons.h"
#include "platform/log/log.h"

namespace maillage::notifier {
namespace {

/// Any number that no other user of advisory locks in this database takes.
constexpr std::int64_t kLock = 0x6e6f746966696572;  // "notifier"

constexpr pg::Statement kTryLock{"notifier_try_lead", "select pg_try_advisory_lock($1) as locked"};
constexpr pg::Statement kRaise{"notifier_raise_epoch", "update leader set epoch = epoch + 1 returning epoch"};
constexpr pg::Statement kCheck{"notifier_check_epoch", "select epoch from leader for share"};

}  // namespace

Leadership::Leadership(pg::Database& database, std::function<void()> lost)
    : database_(database),
      session_(database),
      lost_(std::move(lost)),
      active_(metrics::Registry::Process().AddGauge("maillage_notifier_active",
                                                    "1: this notifier plans and sends; 0: it does not.")) {}

Status Leadership::Acquire(std::chrono::milliseconds patience) {
  const auto give_up = std::chrono::steady_clock::now() + patience;
  bool told = false;
  for (bool locked = false; !locked;) {
    if (auto status = TryLock(locked); !status) return status;
    if (locked) break;
    if (std::chrono::steady_clock::now() > give_up)
      return Fail(reason::kNotLeader, "another notifier is active on this database");
    if (!told) log::Info("another notifier is active; waiting for it to stop");
    told = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // real time: a process has to end
  }
  auto raised = database_.Write<std::int64_t>(pg::Scope::Internal(), [](pg::Transaction& tx) -> Result<std::int64_t> {
    auto rows = tx.Query(kRaise);
    if (!rows) return Propagate(rows);
    return (*rows)[0].Get<std::int64_t>("epoch");
  });
  if (!raised) return Propagate(raised);
  epoch_ = *raised;
  active_.Set(1);
  return {};
}

void Leadership::Release() {
  active_.Set(0);
  session_.Close();
}

Status Leadership::TryLock(bool& locked) {
  return session_.Run(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Status {
    auto rows = tx.Query(kTryLock, kLock);
    if (!rows) return Propagate(rows);
    locked = (*rows)[0].Get<bool>("locked");
    return {};
  });
}

Status Leadership::Check(pg::Transaction& tx) const {
  auto rows = tx.Query(kCheck);
  if (!rows) return Propagate(rows);
  if ((*rows)[0].Get<std::int64_t>("epoch") == epoch_) return {};
  active_.Set(0);
  log::Error("another notifier has taken over; this one ends");
  lost_();
  return Fail(reason::kNotLeader, "another notifier has taken over");
}

}  // namespace maillage::notifier
