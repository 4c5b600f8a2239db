#include "platform/pg/group.h"

#include <algorithm>
#include <exception>

#include "platform/log/log.h"

namespace maillage::pg {
namespace {

// While one transaction waits for the disk another runs.
constexpr int kLanes = 2;
// Writes of one transaction: what the first of them waits for the last.
constexpr std::size_t kMost = 64;

constexpr Statement kKnown{"request_known", "select from public.idempotency where caf = $1 and request_id = $2"};

Deadline LatestOf(const std::vector<Database::Group::Write*>& batch) {
  Deadline latest{};
  for (const auto* write : batch) latest = std::max(latest, write->call.deadline);
  return latest;
}

}  // namespace

Database::Group::Group(Pool& pool)
    : pool_(pool),
      waiting_(metrics::Registry::Process().AddGauge("maillage_pg_writes_waiting",
                                                     "Writes that wait for a transaction to share.")),
      shared_(metrics::Registry::Process().AddCounter("maillage_pg_shared_writes_total",
                                                      "Writes that were committed together with others.")),
      fallen_back_(metrics::Registry::Process().AddCounter(
          "maillage_pg_shared_fallbacks_total", "Writes run alone because what they shared was rolled back.")) {}

void Database::Group::Run(Write& write, const std::function<void(Write&)>& alone) {
  Lock lock(mutex_);
  queue_.push_back(&write);
  waiting_.Set(static_cast<double>(queue_.size()));
  while (write.fate != Write::Fate::kDecided) {
    if (write.fate == Write::Fate::kQueued && lanes_ < kLanes) {
      Lead(lock);
    } else {
      Await(lock, write);
    }
  }
  lock.unlock();
  if (write.alone) alone(write);
}

/// Runs what waits.
void Database::Group::Lead(Lock& lock) {
  const auto batch = Take();
  ++lanes_;
  LeadNext();
  lock.unlock();
  Together(batch);
  lock.lock();
  --lanes_;
  for (auto* write : batch) {
    write->fate = Write::Fate::kDecided;
    write->decided.notify_one();
  }
  LeadNext();
}

/// Wakes who is to lead, when a lane is free.
void Database::Group::LeadNext() {
  if (!queue_.empty() && lanes_ < kLanes) queue_.front()->decided.notify_one();
}

/// Until it is decided, or its turn to lead has come, or its time is over before it was begun.
void Database::Group::Await(Lock& lock, Write& write) {
  if (write.fate == Write::Fate::kTaken) return write.decided.wait(lock);  // its closure is in use
  if (write.decided.wait_until(lock, write.call.deadline) == std::cv_status::no_timeout) return;
  if (write.fate != Write::Fate::kQueued) return;
  std::erase(queue_, &write);
  waiting_.Set(static_cast<double>(queue_.size()));
  write.status = TimeIsOver();
  write.fate = Write::Fate::kDecided;
  LeadNext();
}

Database::Group::Batch Database::Group::Take() {
  const auto size = std::min(queue_.size(), kMost);
  Batch batch(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
  queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(size));
  for (auto* write : batch) write->fate = Write::Fate::kTaken;
  waiting_.Set(static_cast<double>(queue_.size()));
  return batch;
}

void Database::Group::Together(const Batch& batch) {
  auto lease = pool_.Acquire(LatestOf(batch));
  if (!lease) {
    for (auto* write : batch) write->status = Propagate(lease);
    return;
  }
  Connection& connection = **lease;
  const bool several = batch.size() > 1;
  connection.BeginTogether(LatestOf(batch));
  bool ran = false;
  try {
    ran = RunAll(connection, batch);
  } catch (const std::exception& fault) {  // thrown again where its caller can hear it
    log::Warn("a write threw; all of its transaction is rolled back", {{"what", fault.what()}});
  }
  Status committed;
  if (ran) {
    if (several) connection.Enter({"", LatestOf(batch)});
    committed = connection.Commit();
  }
  if (ran && committed) {
    pool_.Committed(std::move(*lease));
    if (several) shared_.Add(static_cast<double>(batch.size()));
    return;
  }
  if (connection.broken()) {
    pool_.DropIdle();
  } else {
    connection.Rollback();
  }
  // Nobody knows whether a lost commit happened: only who has a request id can find out.
  const bool unknown = connection.commit_sent() && connection.broken();
  for (auto* write : batch) {
    write->alone = !unknown || !write->call.request_id.empty();
    if (!write->alone) write->status = committed;
  }
  if (several) fallen_back_.Add(static_cast<double>(batch.size()));
}

bool Database::Group::RunAll(Connection& connection, const Batch& batch) {
  for (auto* write : batch) {
    if (write->call.deadline <= std::chrono::steady_clock::now()) {
      write->status = TimeIsOver();
    } else if (!RunOne(connection, *write)) {
      return false;
    }
  }
  return true;
}

bool Database::Group::RunOne(Connection& connection, Write& write) {
  const auto& call = write.call;
  const bool recorded = !call.request_id.empty();
  connection.Enter(call);
  const auto changes = connection.changes();
  const auto acts = connection.acts_after_commit();
  Transaction tx(connection);
  auto result = write.change(tx);
  if (connection.failed()) return false;
  if (result) {
    if (recorded) connection.RecordRequest(call, *result);
    write.answer = std::move(*result);
    write.status = {};
    return true;
  }
  if (connection.changes() != changes) return false;
  // What it was refused for may be its own first run.
  if (recorded) {
    auto known = tx.Query(kKnown, call.caf, call.request_id);
    if (!known || !known->empty()) return false;
  }
  connection.KeepAfterCommit(acts);
  write.status = Propagate(result);
  return true;
}

}  // namespace maillage::pg
