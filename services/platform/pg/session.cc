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

Status Session::Run(const Scope& scope, const Body& body) {
  if (auto begun = Begin(scope, body); !begun) return begun;
  return End(connection_->Commit());
}

Status Session::RunUnflushed(const Scope& scope, const Body& body) {
  if (auto begun = Begin(scope, body); !begun) return begun;
  const bool waits = connection_->outbox_touched();
  if (!waits) Transaction(*connection_).Execute(kNoWait);
  auto committed = connection_->Commit();
  if (committed && !waits) unflushed_ = true;
  return End(std::move(committed));
}

Status Session::Flush(const Scope& scope) {
  auto status = Run(scope, [&](Transaction& tx) -> Status {
    if (lost_) return Fail(reason::kDatabaseUnavailable, "the connection was lost, and maybe what it had committed");
    tx.Execute(kMark);
    return {};
  });
  if (status) unflushed_ = false;
  return status;
}

Status Session::Ask(const Scope& scope, const Body& body) {
  if (auto begun = Begin(scope, body); !begun) return begun;
  connection_->SendCommit();
  return {};
}

Result<Rows> Session::Answer() {
  auto rows = connection_->AwaitCommit();
  auto ended = End(rows ? Status() : Status(Propagate(rows)));
  if (!ended) return Propagate(ended);
  return rows;
}

/// Opens a transaction and runs `body` in it; nothing is left of it after an error.
Status Session::Begin(const Scope& scope, const Body& body) {
  if (connection_ && !connection_->idle()) connection_.reset();
  if (!connection_) {
    if (auto connected = Connect(scope.deadline); !connected) return connected;
  }
  connection_->Begin(scope, Connection::Mode::kWrite);
  Transaction tx(*connection_);
  auto status = body(tx);
  if (!status) connection_->Rollback();
  return status;
}

/// What follows the commit, if it has happened.
Status Session::End(Status committed) {
  if (!committed) {
    connection_->Rollback();
    return committed;
  }
  if (connection_->outbox_touched()) {
    unflushed_ = false;  // its own rows were flushed, and with them what came before
    database_.pool().WakeOutbox();
  }
  for (const auto& act : connection_->TakeAfterCommit()) act();
  return committed;
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
