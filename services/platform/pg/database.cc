#include "platform/pg/database.h"

#include <random>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/log/log.h"
#include "platform/pg/group.h"
#include "platform/pg/pool.h"

namespace maillage::pg {
namespace {

constexpr int kAttempts = 5;

constexpr Statement kAnswerOf{
    "request_answer", "select method, digest, response from public.idempotency where caf = $1 and request_id = $2"};
constexpr Statement kRecordAnswer{"request_answered",
                                  "update public.idempotency set response = $3 where caf = $1 and request_id = $2"};

Status RunOnce(Connection& connection, const Scope& scope, Connection::Mode mode,
               const std::function<Status(Connection&)>& body) {
  connection.Begin(scope, mode);
  auto status = body(connection);
  if (status) status = connection.Commit();
  if (!status && !connection.broken()) connection.Rollback();
  return status;
}

// 1 to 8 ms, then twice that, …: colliding transactions do not meet again.
void BackOff(int attempt, Deadline deadline) {
  thread_local std::minstd_rand random(std::random_device{}());
  const auto pause = std::chrono::microseconds(std::uniform_int_distribution<int>(1000, 8000)(random) << attempt);
  std::this_thread::sleep_until(std::min(deadline, std::chrono::steady_clock::now() + pause));
}

/// Runs `body` in a transaction: again after a collision, and once more on a new connection after a lost one, unless
/// its commit may have happened. `repeatable`: running it twice is harmless even then.
Status RunRetried(Database::Pool& pool, const Scope& scope, Connection::Mode mode, bool repeatable,
                  const std::function<Status(Connection&)>& body) {
  bool reconnected = false;
  for (int attempt = 1;; ++attempt) {
    auto lease = pool.Acquire(scope.deadline);
    if (!lease) return Propagate(lease);
    Connection& connection = **lease;
    auto status = RunOnce(connection, scope, mode, body);
    if (status) {
      pool.Committed(std::move(*lease));
      return status;
    }
    if (std::chrono::steady_clock::now() >= scope.deadline) return status;
    if (connection.broken()) {
      pool.DropIdle();
      if (reconnected || (connection.commit_sent() && !repeatable)) return status;
      reconnected = true;
    } else if (status.error().reason == reason::kConcurrentChange.name) {
      if (attempt >= kAttempts) return status;
      { auto done = std::move(*lease); }
      BackOff(attempt - 1, scope.deadline);
    } else {
      return status;
    }
    pool.retries.Add();
  }
}

Status ReadAnswer(Connection& connection, const Call& call, std::string& answer) {
  Transaction tx(connection);
  auto rows = tx.Query(kAnswerOf, call.caf, call.request_id);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kConcurrentChange, "the first call with this request id has just failed");
  const auto row = (*rows)[0];
  if (row.Get<std::string>("method") != call.method || row.Get<std::string>("digest") != call.request_digest) {
    return Fail(reason::kRequestIdReused, "the request id {} was used with another body", call.request_id);
  }
  answer = std::move(row.Get<Bytes>("response").data);
  return {};
}

}  // namespace

Database::Database(Config config)
    : pool_(std::make_unique<Pool>(std::move(config))), group_(std::make_unique<Group>(*pool_)) {}
Database::~Database() = default;

void Database::OnOutboxCommit(std::function<void()> wake) { pool_->OnOutboxCommit(std::move(wake)); }
int Database::open() const { return pool_->open(); }
int Database::in_use() const { return pool_->in_use(); }

Status Database::Run(const Scope& scope, bool read_only, const std::function<Status(Transaction&)>& body) {
  const auto mode = read_only ? Connection::Mode::kReadOnly : Connection::Mode::kWrite;
  return RunRetried(*pool_, scope, mode, read_only, [&](Connection& connection) -> Status {
    Transaction tx(connection);
    return body(tx);
  });
}

Result<std::string> Database::UpdateTogether(const Call& call, const Change& change) {
  Group::Write write(call, change);
  group_->Run(write, [&](Group::Write& alone) {
    auto answer = UpdateByItself(call, change);
    alone.status = answer ? Status() : Status(Propagate(answer));
    if (answer) alone.answer = std::move(*answer);
  });
  if (!write.status) return Propagate(write.status);
  return std::move(write.answer);
}

Result<std::string> Database::UpdateByItself(const Call& call, const Change& change) {
  std::string answer;
  const bool recorded = !call.request_id.empty();
  auto status = RunRetried(*pool_, call, Connection::Mode::kWrite, recorded, [&](Connection& connection) -> Status {
    if (recorded) connection.ClaimRequest(call);
    Transaction tx(connection);
    auto result = change(tx);
    // Without a Query in the change nobody has heard yet whether the request is new.
    if (recorded && result && connection.pending()) {
      if (auto flushed = connection.Flush(); !flushed && !connection.repeated()) return Propagate(flushed);
    }
    if (connection.repeated()) {
      connection.Rollback();
      connection.Begin(call, Connection::Mode::kWrite);
      return ReadAnswer(connection, call, answer);
    }
    if (!result) return Propagate(result);
    if (recorded) tx.Execute(kRecordAnswer, call.caf, call.request_id, Bytes{*result});
    answer = std::move(*result);
    return {};
  });
  if (!status) return Propagate(status);
  return answer;
}

}  // namespace maillage::pg
