#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/clock/activity.h"
#include "platform/kafka/envelope.h"
#include "platform/kafka/producer.h"
#include "platform/pg/database.h"

namespace maillage::inbox {

struct ConsumerConfig {
  kafka::Config kafka;
  /// Consumer group without the prefix: the service's name.
  std::string group;
  /// Topics without the prefix.
  std::vector<std::string> topics;
  /// Events applied together in one transaction, at most.
  int batch = 500;
  /// How often one event is tried alone before it goes to `<topic>.dlq`.
  int attempts = 5;
  /// Hand events over in the order of their time over all partitions: while a partition is known to have more, its next
  /// event is waited for before a later one of another partition. Needed by consumers whose rules look at several
  /// aggregates.
  bool ordered_by_time = false;
  /// How long what was applied may wait to be flushed to the database's disk, and the offsets with it. So much is read
  /// again after a crash, and dropped by the inbox, or applied again if the database has lost it.
  std::chrono::milliseconds flush{500};
};

/// What a service does with events. Called from one thread.
struct Handler {
  /// Applies the events, in order, in the given transaction (scope: every Caf). All have passed the inbox: none was
  /// applied before. An error rolls everything back; then each is tried alone.
  std::function<Status(pg::Transaction&, const std::vector<kafka::Envelope>&)> apply;
  /// After the commit of what was applied; may be empty.
  std::function<void()> committed;
  /// After a rollback: forget what `apply` remembered outside the database; may be empty. With it, a commit waits until
  /// it is on the disk: memory is never ahead of the store.
  std::function<void()> rolled_back;
};

/// The consumer loop: poll, one transaction (inbox, apply, outbox), commit; and, when that is on the disk, commit the
/// offsets. Exactly one effect per event id, whatever crashes; after a crash of PostgreSQL the effects of the last
/// half second may go and come back. What cannot be parsed or applied is tried alone, `attempts` times, then goes to
/// the dead letters with the error in its headers (letters/letter.h); when the dead letters cannot be written, the
/// offset stays. Exposes `maillage_consumer_lag`, `maillage_consumer_applied_total`,
/// `maillage_consumer_dead_letters_total`.
class Consumer final : public Activity {
 public:
  Consumer(pg::Database& database, kafka::Producer& dead_letters, ConsumerConfig config, Handler handler);
  ~Consumer() override;

  void Start();
  /// Ends after the batch under way. Idempotent.
  void Stop();

  std::string name() const override { return "consumer"; }
  /// No batch under way or buffered.
  bool Quiet() const override;
  /// Whether everything below `next_offset` of that partition has been applied. False for a partition not assigned yet;
  /// true for a topic it does not consume. The topic may be given with or without the prefix.
  bool Reached(const std::string& topic, std::int32_t partition, std::int64_t next_offset) const;
  /// Whether everything that was in the topics when it started has been applied.
  bool CaughtUp() const;
  /// Removes at most `most` ids of events that were applied more than `days` ago from the inbox; none of them is ever
  /// applied again (forgotten.h). How many. From any thread.
  Result<std::int64_t> Forget(int days, std::int64_t most);

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace maillage::inbox
