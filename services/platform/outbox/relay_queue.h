#pragma once

#include <chrono>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "platform/kafka/envelope.h"
#include "platform/metrics/metrics.h"
#include "platform/outbox/relay.h"
#include "platform/pg/session.h"

namespace maillage::outbox {

/// Rows of the outbox in the order of their ids, ready to be sent.
struct Rows {
  std::vector<std::int64_t> ids;
  std::vector<kafka::Envelope> events;
  /// The highest id there was, when there are rows.
  std::int64_t newest = 0;
};

/// Which rows are read (reader.h says in what order).
struct Range {
  /// Higher ids only; 0: all.
  std::int64_t after = 0;
  std::int64_t up_to = std::numeric_limits<std::int64_t>::max();
  /// These are passed by.
  std::vector<std::int64_t> without;
};

/// The relay's side of the table: the lanes that this replica owns (advisory locks on a connection of their own),
/// reading and deleting. Not thread-safe.
class RelayQueue {
 public:
  RelayQueue(pg::Database& database, std::string source, RelayConfig config);

  /// The first part of what is in `range`, in two steps: Ask sends the question and does not wait, Take does. Both
  /// together are one transaction that deletes what was confirmed, too, and takes lanes that have become free.
  Status Ask(const Range& range);
  Result<Rows> Take();
  /// There may be more where these rows are from.
  bool Full(const Rows& rows) const { return static_cast<int>(rows.ids.size()) == config_.part(); }

  /// These rows are in Kafka: deleted with the next Ask that succeeds.
  void Confirm(const std::vector<std::int64_t>& ids);
  /// Rows are confirmed and not deleted yet.
  bool confirmed() const { return !confirmed_.empty() || !deleting_.empty(); }

  /// Deletes what was confirmed and gives the lanes up, for another replica to take.
  void Release();

 private:
  Status TakeLanes(pg::Transaction& tx);
  void AskFor(pg::Transaction& tx, const Range& range);
  Rows RowsOf(const pg::Rows& found) const;
  void Deleted(const Status& status);

  const std::string source_;
  const RelayConfig config_;
  pg::Session session_;
  metrics::Counter& published_;
  std::vector<std::int64_t> confirmed_;
  std::vector<std::int64_t> deleting_;  // by the transaction under way
  std::set<std::int64_t> lanes_;
  int lanes_generation_ = -1;
  std::chrono::steady_clock::time_point next_take_;
};

}  // namespace maillage::outbox
