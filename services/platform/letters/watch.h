#pragma once

#include <string>
#include <thread>
#include <vector>

#include "platform/kafka/producer.h"
#include "platform/metrics/metrics.h"

namespace maillage::letters {

/// Counts the open letters of one consumer, again and again in real time, for `maillage_dead_letters_open{group}`.
/// While Kafka is away the count stays what it was.
class Watch {
 public:
  /// `topics`: what the consumer consumes, without prefix.
  Watch(kafka::Config config, std::string group, std::vector<std::string> topics);
  ~Watch();  // stops

  void Start();
  /// Within a second or two. Idempotent.
  void Stop();

 private:
  void Run(std::stop_token stop);

  const kafka::Config config_;
  const std::string group_;
  const std::vector<std::string> topics_;
  metrics::Gauge& open_;
  std::jthread thread_;
};

}  // namespace maillage::letters
