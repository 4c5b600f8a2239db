#include "platform/kafka/log_reader.h"

#include <algorithm>

#include "platform/core/reasons.h"

namespace maillage::kafka {
namespace {

using Metadata = std::unique_ptr<const rd_kafka_metadata_t, Destroy<rd_kafka_metadata_destroy>>;
using std::chrono::steady_clock;

ClientHandle Client(const Config& config) {
  Settings settings(config.brokers);
  settings.Set("group.id", config.prefix + "reader");  // asked for, and never joined
  settings.Set("enable.auto.commit", "false");
  settings.Set("enable.partition.eof", "true");
  auto client = std::move(settings).Create(RD_KAFKA_CONSUMER);
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

int Milliseconds(std::chrono::milliseconds time) { return static_cast<int>(std::max<std::int64_t>(time.count(), 1)); }

tl::unexpected<Error> Unavailable(rd_kafka_resp_err_t error) {
  return Fail(reason::kBrokerUnavailable, "Kafka does not answer: {}", rd_kafka_err2str(error));
}

}  // namespace

LogReader::LogReader(const Config& config) : prefix_(config.prefix), client_(Client(config).release()) {}

Result<std::map<std::string, int>> LogReader::Topics(std::chrono::milliseconds timeout) {
  const rd_kafka_metadata_t* found = nullptr;
  const auto error = rd_kafka_metadata(client_.get(), 1, nullptr, &found, Milliseconds(timeout));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Unavailable(error);
  const Metadata metadata(found);
  std::map<std::string, int> topics;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    const std::string name = metadata->topics[i].topic;
    if (name.starts_with(prefix_)) topics[name.substr(prefix_.size())] = metadata->topics[i].partition_cnt;
  }
  return topics;
}

Result<LogReader::Range> LogReader::RangeOf(const std::string& topic, std::int32_t partition,
                                            std::chrono::milliseconds timeout) {
  Range range;
  const auto error = rd_kafka_query_watermark_offsets(client_.get(), (prefix_ + topic).c_str(), partition, &range.begin,
                                                      &range.end, Milliseconds(timeout));
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return Unavailable(error);
  return range;
}

Status LogReader::Read(const std::string& topic, std::int32_t partition, Range range, std::chrono::milliseconds timeout,
                       const std::function<void(Received)>& each) {
  if (range.begin >= range.end) return {};
  const PartitionList one(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(one.get(), (prefix_ + topic).c_str(), partition)->offset = range.begin;
  rd_kafka_assign(client_.get(), one.get());
  auto status = ReadAssigned(range, steady_clock::now() + timeout, each);
  rd_kafka_assign(client_.get(), nullptr);
  return status;
}

Status LogReader::ReadAssigned(Range range, steady_clock::time_point until, const std::function<void(Received)>& each) {
  for (auto next = range.begin; next < range.end;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - steady_clock::now());
    if (left.count() <= 0) return Fail(reason::kBrokerUnavailable, "the log could not be read in time");
    const MessageHandle message(rd_kafka_consumer_poll(client_.get(), Milliseconds(left)));
    if (!message) continue;
    // The last offsets of a range may have no message (transactions, compaction): then its end is what tells.
    if (message->err == RD_KAFKA_RESP_ERR__PARTITION_EOF) return {};
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) return Unavailable(message->err);
    if (message->offset >= range.end) return {};
    next = message->offset + 1;
    auto received = ReadMessage(*message);
    received.envelope.topic.erase(0, prefix_.size());
    each(std::move(received));
  }
  return {};
}

}  // namespace maillage::kafka
