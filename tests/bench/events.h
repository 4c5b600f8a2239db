#pragma once

#include <string>
#include <vector>

#include "platform/kafka/envelope.h"
#include "platform/kafka/handles.h"
#include "platform/kafka/producer.h"

/// Events as the services send them, and librdkafka without us: what relay, consumer and latency are measured against.
namespace maillage::bench {

inline constexpr char kTopic[] = "maillage.bench.events";

/// About as big as a registration's: a key of 50 bytes, a payload of 300.
kafka::Envelope EventNumber(int number);

/// A producer with the settings of ours (kafka/producer.cc), and nothing around it.
class RawProducer {
 public:
  explicit RawProducer(const kafka::Config& config);

  /// Hands the event over; waits while the queue is full.
  void Produce(const kafka::Envelope& event);
  /// Waits until everything is confirmed. Throws std::runtime_error when something was not.
  void Flush();

 private:
  static void OnReport(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque);

  const std::string topic_;
  std::size_t failed_ = 0;
  kafka::ClientHandle client_;
};

}  // namespace maillage::bench
