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

/// Which rows are read: those under way are passed by, not those that were sent, as a row may come with a lower id than
/// one that was there before.
struct Range {
  /// Higher ids only; 0: all. What commits late with a lower id waits for a read of all. So does what follows it in its
  /// key, if `up_to` is the newest row of the last read of all: ids are given in time.
  std::int64_t after = 0;
  std::int64_t up_to = std::numeric_limits<std::int64_t>::max();
  std::vector<std::int64_t> without;
};

/// The ids that may be deleted: those delivered before the first row of their key that was not. `delivered`: ascending
/// indexes.
std::vector<std::int64_t> Deletable(const Rows& rows, const std::vector<std::size_t>& delivered);

/// The relay's side of the table: the lanes that this replica owns (advisory locks on a connection of their own),
/// reading and deleting. Not thread-safe.
class RelayQueue {
 public:
  RelayQueue(pg::Database& database, std::string source, RelayConfig config);

  /// Deletes the confirmed rows and reads the first half of a batch in `range`, in one transaction; takes lanes that
  /// have become free.
  Result<Rows> Exchange(const std::vector<std::int64_t>& confirmed, const Range& range);
  /// Deletes the confirmed rows and gives the lanes up, for another replica to take.
  void Release(const std::vector<std::int64_t>& confirmed);

 private:
  Status TakeLanes(pg::Transaction& tx);
  Result<Rows> Read(pg::Transaction& tx, const Range& range);

  const std::string source_;
  const RelayConfig config_;
  pg::Session session_;
  metrics::Counter& published_;
  std::set<std::int64_t> lanes_;
  int lanes_generation_ = -1;
  std::chrono::steady_clock::time_point next_take_;
};

}  // namespace maillage::outbox
