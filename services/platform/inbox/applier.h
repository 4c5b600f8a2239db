#pragma once

#include <stop_token>

#include "platform/inbox/consumer.h"
#include "platform/inbox/progress.h"
#include "platform/kafka/message.h"
#include "platform/metrics/metrics.h"

namespace maillage::inbox {

/// The database side of a consumer: exactly one effect per event, and the dead letters. Used by one thread.
class Applier {
 public:
  Applier(pg::Database& database, kafka::Producer& dead_letters, const ConsumerConfig& config, Handler handler,
          Progress& progress);

  /// Applies events in order and marks them in the progress; does not end before all are applied or dead, or `stop` is
  /// requested. While the database is away it tries again and again.
  void Apply(const std::vector<kafka::Received>& received, std::stop_token stop);

 private:
  Status Together(const std::vector<kafka::Envelope>& events);
  bool Alone(const kafka::Received& received, std::stop_token stop);
  bool Bury(const kafka::Envelope& event, const Error& error, std::stop_token stop);
  void Done(const kafka::Envelope& event);
  Result<std::vector<kafka::Envelope>> Unseen(pg::Transaction& tx, const std::vector<kafka::Envelope>& events);

  pg::Database& database_;
  kafka::Producer& dead_letters_;
  const ConsumerConfig& config_;
  const Handler handler_;
  Progress& progress_;
  metrics::Counter& applied_;
  metrics::Counter& dead_;
};

}  // namespace maillage::inbox
