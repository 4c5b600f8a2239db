#include "platform/kafka/topics.h"

#include <yaml-cpp/yaml.h>

#include <thread>

#include "platform/core/reasons.h"
#include "platform/kafka/handles.h"

namespace maillage::kafka {
namespace {

using OldTopic = std::unique_ptr<rd_kafka_DeleteTopic_t, Destroy<rd_kafka_DeleteTopic_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Destroy<rd_kafka_NewTopic_destroy>>;
using Options = std::unique_ptr<rd_kafka_AdminOptions_t, Destroy<rd_kafka_AdminOptions_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Destroy<rd_kafka_event_destroy>>;

Topic ReadTopic(const YAML::Node& node, std::string name) {
  Topic topic{std::move(name), node["partitions"].as<int>(), {}};
  for (const auto& setting : node["config"])
    topic.settings[setting.first.as<std::string>()] = setting.second.as<std::string>();
  return topic;
}

Status Request(rd_kafka_t* client, const std::string& prefix, const std::vector<Topic>& topics, int timeout_ms) {
  std::vector<NewTopic> owned;
  std::vector<rd_kafka_NewTopic_t*> wanted;
  char error[256];
  for (const auto& topic : topics) {
    owned.emplace_back(rd_kafka_NewTopic_new((prefix + topic.name).c_str(), topic.partitions, 1, error, sizeof error));
    if (!owned.back()) return Fail(reason::kInternal, "topic {}: {}", topic.name, error);
    for (const auto& [key, value] : topic.settings)
      rd_kafka_NewTopic_set_config(owned.back().get(), key.c_str(), value.c_str());
    wanted.push_back(owned.back().get());
  }
  const Options options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), timeout_ms, error, sizeof error);
  rd_kafka_AdminOptions_set_operation_timeout(options.get(), timeout_ms, error, sizeof error);
  const QueueHandle queue(rd_kafka_queue_new(client));
  rd_kafka_CreateTopics(client, wanted.data(), wanted.size(), options.get(), queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), timeout_ms + 1000));
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(reason::kBrokerUnavailable, "topics cannot be made: {}",
                event ? rd_kafka_event_error_string(event.get()) : "no answer");
  }
  std::size_t count = 0;
  const auto* results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(results[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
    const char* said = rd_kafka_topic_result_error_string(results[i]);
    return Fail(reason::kBrokerUnavailable, "topic {}: {}", rd_kafka_topic_result_name(results[i]),
                said ? said : rd_kafka_err2str(code));
  }
  return {};
}

/// How many partitions the broker has for a topic; 0: it does not know it yet.
int PartitionsOf(rd_kafka_t* client, const std::string& name) {
  const rd_kafka_metadata_t* found = nullptr;
  if (rd_kafka_metadata(client, 1, nullptr, &found, 1000) != RD_KAFKA_RESP_ERR_NO_ERROR) return 0;
  const std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>> metadata(found);
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    if (metadata->topics[i].topic == name) return metadata->topics[i].partition_cnt;
  }
  return 0;
}

/// Asks each partition's leader for its end: who answers that takes messages too.
bool Writable(rd_kafka_t* client, const std::string& name) {
  const int partitions = PartitionsOf(client, name);
  for (int partition = 0; partition < partitions; ++partition) {
    std::int64_t low = 0, high = 0;
    const auto error = rd_kafka_query_watermark_offsets(client, name.c_str(), partition, &low, &high, 1000);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  }
  return partitions > 0;
}

}  // namespace

Result<std::vector<Topic>> ReadTopics(const std::string& file) {
  try {
    const auto root = YAML::LoadFile(file);
    std::vector<Topic> topics;
    for (const auto& node : root["topics"]) {
      const auto name = node["name"].as<std::string>();
      topics.push_back(ReadTopic(node, name));
      topics.push_back(ReadTopic(root["dead_letters"], name + ".dlq"));
    }
    return topics;
  } catch (const YAML::Exception& fault) {
    return Fail(reason::kInvalidRequest, "{}: {}", file, fault.what());
  }
}

Status CreateTopics(const Config& config, const std::vector<Topic>& topics, std::chrono::milliseconds timeout) {
  const auto until = std::chrono::steady_clock::now() + timeout;
  const auto client = Settings(config.brokers).Create(RD_KAFKA_PRODUCER);
  if (auto made = Request(client.get(), config.prefix, topics, static_cast<int>(timeout.count())); !made) return made;
  for (const auto& topic : topics) {
    while (!Writable(client.get(), config.prefix + topic.name)) {
      if (std::chrono::steady_clock::now() > until)
        return Fail(reason::kBrokerUnavailable, "topic {} is not writable", topic.name);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  return {};
}

Status DeleteTopics(const Config& config, const std::vector<Topic>& topics, std::chrono::milliseconds timeout) {
  const auto client = Settings(config.brokers).Create(RD_KAFKA_PRODUCER);
  std::vector<OldTopic> owned;
  std::vector<rd_kafka_DeleteTopic_t*> unwanted;
  for (const auto& topic : topics) {
    owned.emplace_back(rd_kafka_DeleteTopic_new((config.prefix + topic.name).c_str()));
    unwanted.push_back(owned.back().get());
  }
  const QueueHandle queue(rd_kafka_queue_new(client.get()));
  rd_kafka_DeleteTopics(client.get(), unwanted.data(), unwanted.size(), nullptr, queue.get());
  const Event event(rd_kafka_queue_poll(queue.get(), static_cast<int>(timeout.count())));
  if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return Fail(reason::kBrokerUnavailable, "topics cannot be removed: {}",
                event ? rd_kafka_event_error_string(event.get()) : "no answer");
  }
  return {};
}

}  // namespace maillage::kafka
