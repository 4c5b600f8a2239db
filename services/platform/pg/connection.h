#pragma once

#include <libpq-fe.h>

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "platform/pg/transaction.h"

namespace maillage::pg {

/// One session with PostgreSQL in libpq's pipeline mode, and the state of its transaction. Never blocks beyond the
/// deadline of the transaction under way (and a little: the server's own timeout comes first). Not thread-safe; part of
/// the pg library only.
class Connection {
 public:
  static Result<std::unique_ptr<Connection>> Open(const std::string& url, Deadline deadline);

  enum class Mode { kWrite, kReadOnly };

  /// Queues BEGIN, the tenant and statement_timeout: they travel with the first statement.
  void Begin(const Scope& scope, Mode mode);
  /// A write transaction of calls, each of which Enters with its own tenant and deadline. Nobody's lock is waited for
  /// longer than a moment. `deadline`: of the transaction's end.
  void BeginTogether(Deadline deadline);
  void Enter(const Scope& scope);
  /// Queues the insertion of the idempotency record. When the request id is known already, Flush and Commit fail and
  /// `repeated()` is true.
  void ClaimRequest(const Call& call);
  /// Queues the whole record, with the answer, at the end of a change. A request id that is known already fails the
  /// transaction.
  void RecordRequest(const Call& call, const std::string& answer);
  void Queue(const Statement& statement, const std::vector<Param>& params);
  /// Sends what is queued and waits for all of it: the rows of the last statement, or the first error of the
  /// transaction.
  Result<Rows> Flush();
  Status Commit();
  /// The same in two steps: COMMIT is sent with what is queued, and its answer waited for later, with nothing in
  /// between. The rows are those of the statement before it, which travelled with it.
  void SendCommit();
  Result<Rows> AwaitCommit();
  /// Ends the transaction whatever its state; a connection on which that fails is broken.
  void Rollback();

  /// Outside pipeline mode, within the transaction if one is open.
  Status Script(const std::string& sql);
  Status Copy(const std::string& sql, std::string_view data);
  /// For work without a transaction (Script).
  void SetDeadline(Deadline deadline) { deadline_ = deadline; }

  bool repeated() const { return repeated_; }
  /// A statement has failed, or the connection: nothing of the transaction can be kept.
  bool failed() const { return failed_.has_value() || broken_; }
  /// How many statements of the transaction may have changed something, or will have when they are sent.
  int changes() const { return changes_; }
  /// Statements wait for their results.
  bool pending() const { return !expected_.empty(); }
  /// The session is of no further use.
  bool broken() const { return broken_; }
  /// Between transactions, with nothing under way: fit for the pool.
  bool idle() const;
  /// The commit was sent: when the connection breaks, nobody knows whether it happened.
  bool commit_sent() const { return commit_sent_; }

  void TouchOutbox() { outbox_touched_ = true; }
  bool outbox_touched() const { return outbox_touched_; }

  void AfterCommit(std::function<void()> act) { after_commit_.push_back(std::move(act)); }
  std::size_t acts_after_commit() const { return after_commit_.size(); }
  /// Forgets those given after the first `count`.
  void KeepAfterCommit(std::size_t count) { after_commit_.resize(count); }
  /// What the transaction that has just committed leaves to do. A rollback and the next Begin forget it.
  std::vector<std::function<void()>> TakeAfterCommit() { return std::exchange(after_commit_, {}); }

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  struct Expected {
    enum class Kind { kPrepare, kStatement, kClaim, kCommit, kSync } kind;
    const char* name;  // of the statement
  };

  explicit Connection(PGconn* connection) : connection_(connection) {}

  Result<Rows> Exchange();
  void SendSync();
  Result<Rows> AwaitSync();
  void Reset(Deadline deadline);
  void Enter(const Scope& scope, const Statement& statement);
  void Enqueue(const Statement& statement, const std::vector<Param>& params, Expected::Kind kind);
  Status Drain();
  void Take(PGresult* result);
  Status AwaitSocket(short events);
  Status WaitForResult();
  Status LeavePipeline();
  Status EnterPipeline(Status status);
  Status AwaitCommand(const char* what);
  Status SendCopy(std::string_view data);
  Status FlushCopy();
  tl::unexpected<Error> Lost();
  void Remember(Error error);

  std::unique_ptr<PGconn, Finish> connection_;
  std::unordered_map<std::string, const char*> prepared_;  // name → SQL, sent at least
  std::deque<Expected> expected_;
  std::optional<Rows> rows_;
  std::optional<Error> failed_;
  Deadline deadline_;
  const char* latest_ = "";  // the name of the last statement queued, but for COMMIT
  bool in_transaction_ = false;
  bool broken_ = false;
  bool repeated_ = false;
  bool commit_sent_ = false;
  bool outbox_touched_ = false;
  std::vector<std::function<void()>> after_commit_;
  int changes_ = 0;
};

}  // namespace maillage::pg
