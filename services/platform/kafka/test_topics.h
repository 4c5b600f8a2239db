#pragma once

#include <string>
#include <vector>

#include "platform/kafka/producer.h"
#include "platform/kafka/topics.h"

namespace maillage::kafka {

/// For component tests: topics of its own, behind a prefix of its own, on the broker of MAILLAGE_TEST_KAFKA, each with
/// its dead letters `<name>.dlq`. Removed when it goes. Throws std::runtime_error when the variable is missing or the
/// broker is away: the test fails.
class TestTopics {
 public:
  explicit TestTopics(const std::vector<std::string>& names, int partitions = 3);
  ~TestTopics();
  TestTopics(const TestTopics&) = delete;
  TestTopics& operator=(const TestTopics&) = delete;

  const Config& config() const { return config_; }
  /// Everything in the log of a topic (named without the prefix), partition by partition, in order.
  std::vector<Envelope> ReadAll(const std::string& topic) const;

 private:
  Config config_;
  std::vector<Topic> topics_;
};

/// An event of the Caf 95 as a service would send it, with a payload that is not parsed.
Envelope TestEvent(const std::string& topic, const std::string& key, const std::string& payload, Instant time);

}  // namespace maillage::kafka
