#pragma once

#include <chrono>
#include <stop_token>

#include "platform/inbox/consumer.h"
#include "platform/inbox/progress.h"
#include "platform/kafka/message.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/session.h"

namespace maillage::inbox {

/// The database side of a consumer: exactly one effect per event, and the dead letters. Used by one thread.
///
/// A commit does not wait for the disk: the events that come meanwhile would wait too. Instead the progress is told
/// only after Flush that nothing of it can be lost, and offsets are committed no further. A handler that remembers
/// something
/// (`rolled_back`) is spared that: its commits wait, as its memory may not be ahead of the store.
class Applier {
 public:
  Applier(pg::Database& database, kafka::Producer& dead_letters, const ConsumerConfig& config, Handler handler,
          Progress& progress);

  /// Applies events in order and marks them in the progress; does not end before all are applied or dead, or `stop` is
  /// requested. While the database is away it tries again and again. False: what was applied since the last Flush may
  /// be undone; nothing more is applied before it is read again, from where the progress is flushed.
  bool Apply(std::vector<kafka::Received> received, std::stop_token stop);

  /// Some time has passed since the last Flush, or a dead letter was written.
  bool FlushIsDue() const { return buried_ || std::chrono::steady_clock::now() >= next_flush_; }
  /// Puts what was applied on the database's disk, and says so to the progress; while the database is away, it is left
  /// for the next time. False: as Apply.
  bool Flush();

 private:
  Status Together(const std::vector<kafka::Envelope>& events);
  Status Hand(pg::Transaction& tx, const std::vector<kafka::Envelope>& events, std::size_t& fresh);
  Status HandUnseen(pg::Transaction& tx, const std::vector<kafka::Envelope>& events, std::size_t& fresh);
  bool Alone(const kafka::Envelope& event, const Status& readable, std::stop_token stop);
  bool Bury(const kafka::Envelope& event, const Error& error, std::stop_token stop);
  void Done(const std::vector<kafka::Envelope>& events);
  bool Lost();

  pg::Session session_;
  kafka::Producer& dead_letters_;
  const ConsumerConfig& config_;
  const Handler handler_;
  Progress& progress_;
  bool buried_ = false;  // since the last Flush
  std::chrono::steady_clock::time_point next_flush_;
  metrics::Counter& applied_;
  metrics::Counter& failures_;
  metrics::Counter& dead_;
};

}  // namespace maillage::inbox
