#pragma once

#include <google/protobuf/message_lite.h>

#include <functional>
#include <memory>
#include <string>
#include <type_traits>

#include "platform/pg/transaction.h"

namespace maillage::pg {

struct Config {
  /// libpq connection string of the service's own role: it neither owns the tables nor bypasses row-level security.
  std::string url;
  /// Connections at most; they are opened when first needed.
  int pool_size = 8;
  /// How long a caller waits for a connection before POOL_EXHAUSTED; never longer than its deadline.
  std::chrono::milliseconds acquire_timeout{2000};
};

/// One service's database: a pool of connections and the three shapes of a transaction. Thread-safe.
///
/// Each runs the whole closure again on a serialisation failure or deadlock (at most 5 times, with jitter), so a
/// closure has no effect but through its Transaction. A connection that saw an I/O error is thrown away.
class Database {
 public:
  explicit Database(Config config);
  ~Database();

  /// A write asked for by a call: tenant, idempotency and change in one commit. With a request id, a repeat returns the
  /// first answer, and what its run of `change` did is undone; the same id with another body is REQUEST_ID_REUSED. One
  /// round trip when `change` makes no Query, two when it makes one.
  ///
  /// Writes that arrive while others are being committed share a transaction and its commit, one after the other, each
  /// for its own tenant and deadline: so `change` may run on another caller's thread (while its own waits), and sees
  /// what those before it have changed. What fails runs again, alone.
  template <class Response>
  Result<Response> Update(const Call& call, const std::function<Result<Response>(Transaction&)>& change) {
    return Answered<Response>(call, change, &Database::UpdateTogether);
  }

  /// The same in a transaction of its own and on the caller's thread; a repeat does not run `change` beyond its first
  /// Query. For what takes long (imports), and for a `change` with effects in memory.
  template <class Response>
  Result<Response> UpdateAlone(const Call& call, const std::function<Result<Response>(Transaction&)>& change) {
    return Answered<Response>(call, change, &Database::UpdateByItself);
  }

  /// A write of the service itself (consumers, due loops): no idempotency record.
  template <class T>
  Result<T> Write(const Scope& scope, const std::function<Result<T>(Transaction&)>& change) {
    Result<T> result = Fail(kNotRun, "the transaction did not run");
    auto status = Run(scope, false, [&](Transaction& tx) -> Status {
      result = change(tx);
      if (!result) return Propagate(result);
      return {};
    });
    if (!status) return Propagate(status);
    return result;
  }

  /// A read-only transaction on one snapshot.
  template <class T>
  Result<T> Read(const Scope& scope, const std::function<Result<T>(Transaction&)>& query) {
    Result<T> result = Fail(kNotRun, "the transaction did not run");
    auto status = Run(scope, true, [&](Transaction& tx) -> Status {
      result = query(tx);
      if (!result) return Propagate(result);
      return {};
    });
    if (!status) return Propagate(status);
    return result;
  }

  /// Called after each commit that appended to the outbox, from the committing thread.
  void OnOutboxCommit(std::function<void()> wake);

  /// For the metrics: connections open, and in use.
  int open() const;
  int in_use() const;

  class Pool;   // defined in pool.h, for the pg library only
  class Group;  // in group.h, likewise
  const Pool& pool() const { return *pool_; }

 private:
  static constexpr Reason kNotRun{Code::kInternal, "INTERNAL", ""};
  /// Answers the serialised response.
  using Change = std::function<Result<std::string>(Transaction&)>;

  template <class Response>
  Result<Response> Answered(const Call& call, const std::function<Result<Response>(Transaction&)>& change,
                            Result<std::string> (Database::*update)(const Call&, const Change&)) {
    static_assert(std::is_base_of_v<google::protobuf::MessageLite, Response>,
                  "the answer is stored, so it is a message");
    auto answer = (this->*update)(call, [&](Transaction& tx) -> Result<std::string> {
      auto result = change(tx);
      if (!result) return Propagate(result);
      return result->SerializeAsString();
    });
    if (!answer) return Propagate(answer);
    Response response;
    if (!response.ParseFromString(*answer)) return Fail(kNotRun, "the stored answer cannot be read");
    return response;
  }
  Result<std::string> UpdateTogether(const Call& call, const Change& change);
  Result<std::string> UpdateByItself(const Call& call, const Change& change);
  Status Run(const Scope& scope, bool read_only, const std::function<Status(Transaction&)>& body);

  std::unique_ptr<Pool> pool_;
  std::unique_ptr<Group> group_;
};

/// Applies the `NNNN_name.sql` files of `folder` that the database has not seen, in order, each in a transaction, under
/// an advisory lock, as the owner role of `owner_url`. A file that changed after it was applied is an error. Also makes
/// the platform's own tables (outbox, inbox, idempotency records). Grants the service role `service_role` what it
/// needs; refuses one that owns the tables or bypasses row-level security. `folder` may be empty: the platform's tables
/// only.
Status Migrate(const std::string& owner_url, const std::string& folder, const std::string& service_role);

}  // namespace maillage::pg
