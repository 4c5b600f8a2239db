#pragma once

#include <memory>

#include "platform/pg/connection.h"
#include "platform/pg/database.h"

namespace maillage::pg {

/// A connection of its own, outside the pool, for what lasts longer than a transaction: session-level advisory locks,
/// commits that are flushed later. Connects when it is first used, and again after it was lost. Not thread-safe; the
/// database is to outlive it.
class Session {
 public:
  explicit Session(const Database& database);
  ~Session();

  using Body = std::function<Status(Transaction&)>;

  /// One write transaction; no retry. Errors as those of Database.
  Status Run(const Scope& scope, const Body& body);

  /// The same in one round trip and two steps: Ask sends what `body` queues together with the commit and does not wait;
  /// Answer waits, for the rows of the last statement, which are there when all is committed. Nothing else is done with
  /// the session in between. After an error of Ask there is no Answer.
  Status Ask(const Scope& scope, const Body& body);
  Result<Rows> Answer();

  /// As Run, but the commit does not wait for the disk: a crash of the server may undo it, and all that followed,
  /// until Flush. A transaction that added to the outbox does wait: the relay sends its events at once.
  Status RunUnflushed(const Scope& scope, const Body& body);
  /// Puts on the disk what was committed before: by this session, and by others as far as it has seen it.
  Status Flush(const Scope& scope);
  /// Commits of this session wait for Flush.
  bool unflushed() const { return unflushed_; }
  /// A connection ended while commits of it waited for Flush: they may be undone. Read it inside `body`: a new
  /// connection is where it shows.
  bool lost() const { return lost_; }
  /// Whoever used the session has dealt with the loss.
  void Recovered() { lost_ = false; }

  /// Closes the connection: its locks are free at once.
  void Close() { connection_.reset(); }

  /// Rises with each new connection: what belonged to the one before (locks) is gone. Read it inside `body`.
  int generation() const { return generation_; }

 private:
  Status Begin(const Scope& scope, const Body& body);
  Status End(Status committed);
  Status Connect(Deadline deadline);

  const Database& database_;
  std::unique_ptr<Connection> connection_;
  int generation_ = 0;
  bool unflushed_ = false;
  bool lost_ = false;
};

}  // namespace maillage::pg
