#include "platform/pg/session.h"

#include "platform/core/reasons.h"
#include "platform/pg/pool.h"

namespace maillage::pg {
namespace {

constexpr Statement kNoWait{"commit_unflushed", "select set_config('synchronous_commit', 'off', true)"};
// Writes something, as only a commit of something is flushed: a message that nobody reads.
constexpr Statement kMark{"flush_mark", "select pg_logical_emit_message(true, 'maillage', '')"};

}  // namespace

Session::Session(const Database& database) : database_(database) {}
Session::~Session() = default;

Status Session::Run(const Scope& scope, const Body& body) { return Transact(scope, Commit::kFlushed, body); }

Status Session::RunUnflushed(const Scope& scope, const Body& body) { return Transact(scope, Commit::kUnflushed, body); }

Status Session::Flush(const Scope& scope) {
  auto status = Run(scope, [&](Transaction& tx) -> Status {
    if (lost_) return Fail(reason::kDatabaseUnavailable, "the connection was lost, and maybe what it had committed");
    tx.Execute(kMark);
    return {};
  });
  if (status) unflushed_ = false;
  return status;
}

Status Session::Transact(const Scope& scope, Commit commit, const Body& body) {
  if (connection_ && !connection_->idle()) connection_.reset();
  if (!connection_) {
    if (auto connected = Connect(scope.deadline); !connected) return connected;
  }
  connection_->Begin(scope, Connection::Mode::kWrite);
  Transaction tx(*connection_);
  auto status = body(tx);
  const bool waits = commit == Commit::kFlushed || connection_->outbox_touched();
  if (status && !waits) tx.Execute(kNoWait);
  if (status) status = connection_->Commit();
  if (!status) {
    connection_->Rollback();
    return status;
  }
  if (!waits) unflushed_ = true;
  if (connection_->outbox_touched()) {
    unflushed_ = false;  // its own rows were flushed, and with them what came before
    database_.pool().WakeOutbox();
  }
  for (const auto& act : connection_->TakeAfterCommit()) act();
  return status;
}

Status Session::Connect(Deadline deadline) {
  auto opened = Connection::Open(database_.pool().url(), deadline);
  if (!opened) return Propagate(opened);
  connection_ = std::move(*opened);
  ++generation_;
  lost_ = lost_ || unflushed_;
  unflushed_ = false;
  return {};
}

}  // namespace maillage::pg
