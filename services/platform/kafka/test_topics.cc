#include "platform/kafka/test_topics.h"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "platform/core/ids.h"
#include "platform/kafka/log_reader.h"

namespace maillage::kafka {

TestTopics::TestTopics(const std::vector<std::string>& names, int partitions) {
  const char* brokers = std::getenv("MAILLAGE_TEST_KAFKA");
  if (brokers == nullptr) throw std::runtime_error("MAILLAGE_TEST_KAFKA is not set: scripts/test starts the servers");
  config_ = {brokers, fmt::format("test-{}.", NewUuid().substr(0, 8))};
  for (const auto& name : names) {
    topics_.push_back({name, partitions, {}});
    topics_.push_back({name + ".dlq", partitions, {}});
  }
  auto made = CreateTopics(config_, topics_, std::chrono::seconds(30));
  if (!made) throw std::runtime_error(made.error().message);
}

TestTopics::~TestTopics() {
  auto removed = DeleteTopics(config_, topics_, std::chrono::seconds(10));
  if (!removed) fmt::print(stderr, "{}\n", removed.error().message);
}

std::vector<Envelope> TestTopics::ReadAll(const std::string& topic) const {
  constexpr std::chrono::seconds kTimeout(10);
  LogReader reader(config_);
  auto topics = reader.Topics(kTimeout);
  if (!topics) throw std::runtime_error(topics.error().message);
  std::vector<Envelope> events;
  for (int partition = 0; partition < (*topics)[topic]; ++partition) {
    auto range = reader.RangeOf(topic, partition, kTimeout);
    if (!range) throw std::runtime_error(range.error().message);
    auto read = reader.Read(topic, partition, *range, kTimeout,
                            [&](Received received) { events.push_back(std::move(received.envelope)); });
    if (!read) throw std::runtime_error(read.error().message);
  }
  return events;
}

Envelope TestEvent(const std::string& topic, const std::string& key, const std::string& payload, Instant time) {
  Envelope event;
  event.topic = topic;
  event.key = key;
  event.id = NewUuid();
  event.type = "maillage.test.v1.Said";
  event.source = "maillage/test";
  event.time = time;
  event.caf = "95";
  event.payload = payload;
  return event;
}

}  // namespace maillage::kafka
