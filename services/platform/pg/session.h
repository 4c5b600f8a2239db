#pragma once

#include <memory>

#include "platform/pg/connection.h"
#include "platform/pg/database.h"

namespace maillage::pg {

/// A connection of its own, outside the pool, for what lasts longer than a transaction: session-level advisory locks.
/// Connects when it is first used, and again after it was lost. Not thread-safe.
class Session {
 public:
  explicit Session(const Database& database);
  ~Session();

  /// One write transaction; no retry. Errors as those of Database.
  Status Run(const Scope& scope, const std::function<Status(Transaction&)>& body);

  /// Closes the connection: its locks are free at once.
  void Close() { connection_.reset(); }

  /// Rises with each new connection: what belonged to the one before (locks) is gone. Read it inside `body`.
  int generation() const { return generation_; }

 private:
  const std::string url_;
  std::unique_ptr<Connection> connection_;
  int generation_ = 0;
};

}  // namespace maillage::pg
