#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/metrics/metrics.h"
#include "platform/pg/connection.h"
#include "platform/pg/database.h"

namespace maillage::pg {

/// The connections of one database, handed out one caller at a time. Thread-safe; outlives its leases.
class Database::Pool {
 public:
  explicit Pool(Config config);

  /// A connection for as long as it lives; goes back when it is fit for another transaction, else is closed.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection) : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) noexcept = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (connection_) pool_->Release(std::move(connection_));
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  /// Errors: POOL_EXHAUSTED, DEADLINE_EXCEEDED, DATABASE_UNAVAILABLE.
  Result<Lease> Acquire(Deadline deadline);
  /// After a commit: the connection goes back first, as who is woken may want it; then the relay is woken and what was
  /// to follow is done.
  void Committed(Lease lease);
  /// Closes what lies idle: after a connection was lost the others are likely to be dead too.
  void DropIdle();

  void OnOutboxCommit(std::function<void()> wake);
  /// After a commit that added to the outbox.
  void WakeOutbox() const;

  const std::string& url() const { return config_.url; }
  int open() const;
  int in_use() const;

  metrics::Counter& retries;

 private:
  void Release(std::unique_ptr<Connection> connection);
  void Closed();

  const Config config_;
  metrics::Gauge& open_gauge_;
  metrics::Gauge& in_use_gauge_;
  metrics::Counter& exhausted_;
  mutable std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  int open_ = 0;
  mutable std::mutex wake_mutex_;
  std::function<void()> wake_;
};

/// DEADLINE_EXCEEDED, of a call whose transaction was never begun.
tl::unexpected<Error> TimeIsOver();

}  // namespace maillage::pg
