#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "platform/kafka/handles.h"
#include "platform/kafka/message.h"
#include "platform/kafka/producer.h"

namespace maillage::kafka {

/// Reads what is in the logs, as a member of no group. Topics are named without the deployment's prefix, in what is
/// asked and in what is answered. Not thread-safe. Error: BROKER_UNAVAILABLE.
class LogReader {
 public:
  /// Throws std::runtime_error when librdkafka cannot make a client.
  explicit LogReader(const Config& config);

  /// The deployment's topics, and how many partitions each has.
  Result<std::map<std::string, int>> Topics(std::chrono::milliseconds timeout);

  /// Offsets: the first that there still is, and the one after the last.
  struct Range {
    std::int64_t begin = 0;
    std::int64_t end = 0;
  };
  Result<Range> RangeOf(const std::string& topic, std::int32_t partition, std::chrono::milliseconds timeout);

  /// Hands over the messages of a range in order. `timeout`: for the whole.
  Status Read(const std::string& topic, std::int32_t partition, Range range, std::chrono::milliseconds timeout,
              const std::function<void(Received)>& each);

 private:
  Status ReadAssigned(Range range, std::chrono::steady_clock::time_point until,
                      const std::function<void(Received)>& each);

  struct Leave {
    // It is in no group that it would have to leave, and closing would wait for a broker that is away.
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }
  };

  const std::string prefix_;
  std::unique_ptr<rd_kafka_t, Leave> client_;
};

}  // namespace maillage::kafka
