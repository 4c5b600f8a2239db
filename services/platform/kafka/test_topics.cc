#include "platform/kafka/test_topics.h"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "platform/core/ids.h"
#include "platform/kafka/message.h"

namespace maillage::kafka {
namespace {

void ReadPartition(rd_kafka_t* client, const std::string& topic, int partition, std::vector<Envelope>& events) {
  std::int64_t low = 0, high = 0;
  const auto error = rd_kafka_query_watermark_offsets(client, topic.c_str(), partition, &low, &high, 5000);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR)
    throw std::runtime_error(fmt::format("{}: {}", topic, rd_kafka_err2str(error)));
  if (low == high) return;
  const PartitionList one(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(one.get(), topic.c_str(), partition)->offset = low;
  rd_kafka_assign(client, one.get());
  for (auto next = low; next < high;) {
    const MessageHandle message(rd_kafka_consumer_poll(client, 10000));
    if (!message) throw std::runtime_error(fmt::format("{}: no message at {} of {}", topic, next, high));
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    next = message->offset + 1;
    events.push_back(ReadMessage(*message).envelope);
  }
  rd_kafka_assign(client, nullptr);
}

}  // namespace

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
  Settings settings(config_.brokers);
  settings.Set("group.id", "test-reader");
  settings.Set("enable.auto.commit", "false");
  const auto client = std::move(settings).Create(RD_KAFKA_CONSUMER);
  rd_kafka_poll_set_consumer(client.get());
  const auto name = config_.prefix + topic;
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto error = rd_kafka_metadata(client.get(), 1, nullptr, &metadata, 5000);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw std::runtime_error(rd_kafka_err2str(error));
  int partitions = 0;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    if (metadata->topics[i].topic == name) partitions = metadata->topics[i].partition_cnt;
  }
  rd_kafka_metadata_destroy(metadata);
  std::vector<Envelope> events;
  for (int partition = 0; partition < partitions; ++partition) ReadPartition(client.get(), name, partition, events);
  return events;
}

}  // namespace maillage::kafka
