#pragma once

#include <algorithm>
#include <memory>

#include "platform/clock/activity.h"
#include "platform/kafka/producer.h"
#include "platform/pg/database.h"

namespace maillage::outbox {

struct RelayConfig {
  /// Lanes: hash of the key modulo this. One replica owns a lane at a time (advisory lock), so order holds per key.
  int lanes = 4;
  /// Rows handed to Kafka and not deleted yet, at most: so many are published a second time when the relay is killed.
  int batch = 2000;
  /// Rows read, handed over and deleted together: two parts are sent while one is deleted and one is about to be sent.
  int part() const { return std::max(batch / 4, 1); }
  /// Safety net beside the wake after each commit.
  std::chrono::milliseconds poll{500};
};

/// Publishes the outbox: reads the rows that are there, produces them keyed by aggregate, and deletes them, only on
/// their delivery reports, together with reading the next. No cursor: the order of sequence numbers is not the order of
/// commits. Exposes `maillage_outbox_published_total`.
class Relay final : public Activity {
 public:
  Relay(pg::Database& database, kafka::Producer& producer, std::string source, RelayConfig config);
  ~Relay() override;

  void Start();
  /// Publishes what is there within `grace`, then stops. Idempotent.
  void Stop(std::chrono::milliseconds grace);

  std::string name() const override { return "outbox relay"; }
  /// The outbox is empty and every report has arrived.
  bool Quiet() const override;

 private:
  class Worker;
  std::unique_ptr<Worker> worker_;
};

/// `maillage_outbox_depth`, `maillage_outbox_oldest_age_seconds`, read at each scrape: while Kafka is away the relay
/// waits for it, and these are what tells.
void ServeDepth(pg::Database& database);

}  // namespace maillage::outbox
