#pragma once

#include <chrono>
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
};

/// The ids that may be deleted: those delivered before the first row of their key that was not. `delivered`: ascending
/// indexes.
std::vector<std::int64_t> Deletable(const Rows& rows, const std::vector<std::size_t>& delivered);

/// The relay's side of the table: the lanes that this replica owns (advisory locks on a connection of their own),
/// reading and deleting. Not thread-safe.
class RelayQueue {
 public:
  RelayQueue(pg::Database& database, std::string source, RelayConfig config);

  /// Deletes the confirmed rows and reads the first with a higher id than `after` and none of `without`, in one
  /// transaction; takes lanes that have become free. The two pass by what is under way, not what is done: a row may
  /// come with a lower id than one that was there before.
  Result<Rows> Exchange(const std::vector<std::int64_t>& confirmed, std::int64_t after,
                        const std::vector<std::int64_t>& without);
  /// Deletes the confirmed rows and gives the lanes up, for another replica to take.
  void Release(const std::vector<std::int64_t>& confirmed);

 private:
  Status TakeLanes(pg::Transaction& tx);
  Result<Rows> Read(pg::Transaction& tx, std::int64_t after, const std::vector<std::int64_t>& without);

  const std::string source_;
  const RelayConfig config_;
  pg::Session session_;
  metrics::Counter& published_;
  std::set<std::int64_t> lanes_;
  int lanes_generation_ = -1;
  std::chrono::steady_clock::time_point next_take_;
};

}  // namespace maillage::outbox
