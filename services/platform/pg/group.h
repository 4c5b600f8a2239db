#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "platform/metrics/metrics.h"
#include "platform/pg/pool.h"

namespace maillage::pg {

/// Writes of calls that arrive while others are being committed: run one after the other on one connection, in one
/// transaction with one commit (docs/performance.md says what that brings). Thread-safe; part of the pg library only.
///
/// Nothing is committed together unless all of it went well: when a write fails after it has changed something, when a
/// request was answered before, when somebody else's lock is not free within a moment, everything is rolled back and
/// each runs alone, on its caller's thread. One that comes alone goes the same way, as a batch of one. A write that is
/// refused before it has changed anything is refused, and the others go on; it is told so after the commit, since it
/// may have seen what they wrote.
class Database::Group {
 public:
  explicit Group(Pool& pool);

  /// One caller's write. Lives on its stack until it is decided.
  struct Write {
    Write(const Call& call, const std::function<Result<std::string>(Transaction&)>& change)
        : call(call), change(change) {}
    const Call& call;
    const std::function<Result<std::string>(Transaction&)>& change;
    Status status;
    std::string answer;

   private:
    friend class Group;
    enum class Fate { kQueued, kTaken, kDecided } fate = Fate::kQueued;
    bool alone = false;  // nothing has happened: it is to run alone
    std::condition_variable decided;
  };

  /// Returns when `write` has its status and answer. `alone`: runs it in a transaction of its own.
  void Run(Write& write, const std::function<void(Write&)>& alone);

 private:
  using Lock = std::unique_lock<std::mutex>;
  using Batch = std::vector<Write*>;

  void Lead(Lock& lock);
  void Await(Lock& lock, Write& write);
  Batch Take();
  void LeadNext();
  void Together(const Batch& batch);
  bool RunAll(Connection& connection, const Batch& batch);
  bool RunOne(Connection& connection, Write& write);

  Pool& pool_;
  metrics::Gauge& waiting_;
  metrics::Counter& shared_;
  metrics::Counter& fallen_back_;
  std::mutex mutex_;
  std::deque<Write*> queue_;
  int lanes_ = 0;  // transactions under way
};

}  // namespace maillage::pg
