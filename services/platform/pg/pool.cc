#include "platform/pg/pool.h"

#include "platform/core/reasons.h"

namespace maillage::pg {

Database::Pool::Pool(Config config)
    : retries(metrics::Registry::Process().AddCounter(
          "maillage_pg_retries_total", "Transactions run again after a collision or a lost connection.")),
      config_(std::move(config)),
      open_gauge_(metrics::Registry::Process().AddGauge("maillage_pg_connections_open", "Connections to PostgreSQL.")),
      in_use_gauge_(metrics::Registry::Process().AddGauge("maillage_pg_connections_in_use",
                                                          "Connections with a transaction under way.")),
      exhausted_(metrics::Registry::Process().AddCounter("maillage_pg_pool_exhausted_total",
                                                         "Callers that waited for a connection in vain.")) {}

Result<Database::Pool::Lease> Database::Pool::Acquire(Deadline deadline) {
  const auto now = std::chrono::steady_clock::now();
  if (deadline <= now) return TimeIsOver();
  const auto until = std::min(deadline, now + config_.acquire_timeout);
  std::unique_lock lock(mutex_);
  if (!freed_.wait_until(lock, until, [&] { return !idle_.empty() || open_ < config_.pool_size; })) {
    exhausted_.Add();
    if (until == deadline)
      return Fail(reason::kDeadlineExceeded, "no connection to the database came free within the call's time");
    return Fail(reason::kPoolExhausted, "no connection to the database came free within {} ms",
                config_.acquire_timeout.count());
  }
  in_use_gauge_.Add(1);
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    return Lease(*this, std::move(connection));
  }
  ++open_;
  open_gauge_.Add(1);
  lock.unlock();
  auto connection = Connection::Open(config_.url, deadline);
  if (!connection) {
    in_use_gauge_.Add(-1);
    Closed();
    return Propagate(connection);
  }
  return Lease(*this, std::move(*connection));
}

void Database::Pool::Release(std::unique_ptr<Connection> connection) {
  in_use_gauge_.Add(-1);
  if (!connection->idle()) {
    connection.reset();
    Closed();
    return;
  }
  {
    std::lock_guard lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

void Database::Pool::Committed(Lease lease) {
  const bool wake = lease->outbox_touched();
  const auto after_commit = lease->TakeAfterCommit();
  { auto done = std::move(lease); }
  if (wake) WakeOutbox();
  for (const auto& act : after_commit) act();
}

void Database::Pool::DropIdle() {
  std::vector<std::unique_ptr<Connection>> dropped;
  {
    std::lock_guard lock(mutex_);
    dropped.swap(idle_);
    open_ -= static_cast<int>(dropped.size());
  }
  open_gauge_.Add(-static_cast<double>(dropped.size()));
  freed_.notify_all();
}

void Database::Pool::Closed() {
  {
    std::lock_guard lock(mutex_);
    --open_;
  }
  open_gauge_.Add(-1);
  freed_.notify_one();
}

void Database::Pool::OnOutboxCommit(std::function<void()> wake) {
  std::lock_guard lock(wake_mutex_);
  wake_ = std::move(wake);
}

void Database::Pool::WakeOutbox() const {
  std::lock_guard lock(wake_mutex_);
  if (wake_) wake_();
}

int Database::Pool::open() const {
  std::lock_guard lock(mutex_);
  return open_;
}

int Database::Pool::in_use() const {
  std::lock_guard lock(mutex_);
  return open_ - static_cast<int>(idle_.size());
}

tl::unexpected<Error> TimeIsOver() {
  return Fail(reason::kDeadlineExceeded, "the call's time was over before the transaction began");
}

}  // namespace maillage::pg
