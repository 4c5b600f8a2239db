#pragma once

#include <functional>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "platform/core/call.h"
#include "platform/core/result.h"
#include "platform/pg/rows.h"

namespace maillage::pg {

class Connection;

/// SQL with the name under which each connection prepares it, once. Lives for ever: `inline constexpr Statement
/// kLoad{"load_event", "SELECT …"}`.
struct Statement {
  const char* name;
  const char* sql;
  /// How its rows travel. Binary, for what is read by the thousand, spares both sides the writing and reading of
  /// instants and bytes; of the types that FromBinary knows only: cast others (`id::text`).
  enum class Rows { kText, kBinary } rows = Rows::kText;
};

/// What a transaction may see, and until when it may run.
struct Scope {
  /// The tenant for row-level security; `*`: the rows of every Caf (internal work only); empty: none.
  std::string caf;
  /// statement_timeout follows from what is left of it.
  Deadline deadline;

  Scope(std::string caf, Deadline deadline) : caf(std::move(caf)), deadline(deadline) {}
  Scope(const Call& call) : caf(call.caf), deadline(call.deadline) {}  // NOLINT(google-explicit-constructor)
  /// For work of the service itself: every Caf, ten seconds.
  static Scope Internal();
};

/// An open transaction in pipeline mode: statements travel together, and only Query waits. Not thread-safe; lives
/// inside the closure that Database hands it to; commits when the closure returns a value and rolls back when it
/// returns an error. After the first error every Query fails with it, and the commit too.
///
/// Writes are READ COMMITTED: each statement sees what was committed before it. So lock the aggregate first, in a
/// statement of its own (`tx.Execute(kLockEvent, …)` with `select … for update`), then Query what hangs on it: both
/// travel together, and what is read cannot be older than the lock.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  /// Sends what is queued and this statement, and waits for its rows. Errors: DATABASE_UNAVAILABLE, DEADLINE_EXCEEDED,
  /// ALREADY_EXISTS (unique violation; metadata `constraint`), CONCURRENT_CHANGE (retried by Database), INTERNAL.
  template <class... Args>
  Result<Rows> Query(const Statement& statement, const Args&... args) {
    return Query(statement, std::vector<Param>{Param(args)...});
  }
  Result<Rows> Query(const Statement& statement, std::vector<Param> params);

  /// Queues a statement whose rows nobody reads. Its error surfaces at the next Query or at the commit.
  template <class... Args>
  void Execute(const Statement& statement, const Args&... args) {
    Execute(statement, std::vector<Param>{Param(args)...});
  }
  void Execute(const Statement& statement, std::vector<Param> params);

  /// A row was added to the outbox: Database::OnOutboxCommit hears of it after the commit. Called by outbox::Append.
  void TouchOutbox();

  /// `act` runs when this transaction has committed: in the committing thread, in the order in which they were given,
  /// when the connection is back in the pool and before Database answers its caller; so it may use the database, must
  /// not throw, and should be short. At most once: acts of an attempt that was rolled back are forgotten, those of a
  /// repeated request too, and those of a commit whose answer was lost on the way.
  void AfterCommit(std::function<void()> act);

  /// Runs several statements without parameters (migrations, set-up). Not for requests.
  Status Script(std::string_view sql);
  /// COPY … FROM STDIN in text format; `data` is made with CopyLine.
  Status Copy(std::string_view copy_sql, std::string_view data);

 private:
  Connection& connection_;
};

/// One line of COPY text: escaped, tab-separated, newline at its end.
std::string CopyLine(const std::vector<Param>& values);

}  // namespace maillage::pg
