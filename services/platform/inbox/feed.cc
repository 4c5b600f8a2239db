#include "platform/inbox/feed.h"

#include <algorithm>

#include "platform/fault/fault.h"
#include "platform/log/log.h"

namespace maillage::inbox {
namespace {

using fault::Point;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr int kAskTimeoutMs = 2000;
constexpr seconds kCheckEvery{2};
// Longer than a broker needs to come back after kill -9 and the group to form again.
constexpr seconds kStalledAfter{20};

}  // namespace

Feed::Feed(const ConsumerConfig& config, Progress& progress)
    : config_(config),
      progress_(progress),
      merge_(progress.topics()),
      healthy_(Clock::now()),
      next_check_(healthy_ + kCheckEvery) {
  kafka::Settings settings(config.kafka.brokers);
  settings.Set("group.id", config.kafka.prefix + config.group);
  settings.Set("enable.auto.commit", "false");
  settings.Set("enable.auto.offset.store", "false");
  settings.Set("auto.offset.reset", "earliest");
  settings.Set("partition.assignment.strategy", "range");
  settings.Set("session.timeout.ms", "6000");
  settings.Set("heartbeat.interval.ms", "1500");
  settings.Set("fetch.min.bytes", "1");
  settings.Set("fetch.wait.max.ms", "500");
  settings.Set("fetch.error.backoff.ms", "50");
  settings.Set("coordinator.query.interval.ms", "1000");
  settings.Set("topic.metadata.refresh.interval.ms", "10000");
  rd_kafka_conf_set_opaque(settings.get(), this);
  rd_kafka_conf_set_rebalance_cb(settings.get(), &Feed::OnRebalance);
  client_.reset(std::move(settings).Create(RD_KAFKA_CONSUMER).release());
  rd_kafka_poll_set_consumer(client_.get());
  asker_ = kafka::Settings(config.kafka.brokers).Create(RD_KAFKA_PRODUCER);
  const kafka::PartitionList topics(rd_kafka_topic_partition_list_new(static_cast<int>(config.topics.size())));
  for (const auto& topic : progress.topics()) {
    rd_kafka_topic_partition_list_add(topics.get(), topic.c_str(), RD_KAFKA_PARTITION_UA);
  }
  const auto error = rd_kafka_subscribe(client_.get(), topics.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) log::Error("no subscription", {{"error", rd_kafka_err2str(error)}});
}

Feed::~Feed() { Close(); }

std::vector<kafka::Received> Feed::Take(milliseconds wait) {
  Fetch(wait);
  if (merge_.empty()) return {};
  const auto limit = static_cast<std::size_t>(config_.batch);
  if (!config_.ordered_by_time) return merge_.TakeAsFetched(limit);
  std::map<PartitionId, std::int64_t> ends;
  if (!AskEnds(ends)) return {};
  auto taken = merge_.TakeByTime(limit, ends);
  blocked_ = taken.empty();
  return taken;
}

// Single polls, batched here: librdkafka's own batch call can skip offsets around a pause.
void Feed::Fetch(milliseconds wait) {
  if (fault::Fails(Point::kKafkaPoll, config_.group)) return;
  // A partition that others wait for has its events behind theirs in the client's queue: read on beyond the usual.
  const auto limit = static_cast<std::size_t>(config_.batch) + (blocked_ ? merge_.size() : 0);
  auto timeout = static_cast<int>(wait.count());
  while (merge_.size() < limit) {
    const kafka::MessageHandle message(rd_kafka_consumer_poll(client_.get(), timeout));
    if (!message) return;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      log::Warn("the consumer has trouble",
                {{"group", config_.group}, {"error", rd_kafka_message_errstr(message.get())}});
      return;
    }
    merge_.Put(kafka::ReadMessage(*message));
    timeout = 0;
  }
}

bool Feed::AskEnds(std::map<PartitionId, std::int64_t>& ends) {
  const auto& fetched = merge_.fetched();
  const kafka::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(fetched.size())));
  // The time -1 asks for the end; one request for all partitions.
  for (const auto& [partition, next] : fetched) {
    rd_kafka_topic_partition_list_add(list.get(), partition.first.c_str(), partition.second)->offset =
        RD_KAFKA_OFFSET_END;
  }
  if (fault::Fails(Point::kKafkaAsk, config_.group)) return false;
  if (rd_kafka_offsets_for_times(asker_.get(), list.get(), kAskTimeoutMs) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
  if (fault::LosesAnswer(Point::kKafkaAsk, config_.group)) return false;
  for (int i = 0; i < list->cnt; ++i) {
    const auto& entry = list->elems[i];
    if (entry.err != RD_KAFKA_RESP_ERR_NO_ERROR || entry.offset < 0) return false;
    ends[{entry.topic, entry.partition}] = entry.offset;
  }
  return true;
}

bool Feed::Stalled() {
  const auto now = Clock::now();
  if (now < next_check_) return false;
  next_check_ = now + kCheckEvery;
  if (!assigned_) return now - healthy_ > kStalledAfter;
  std::map<PartitionId, std::int64_t> ends;
  // A broker that does not answer is no fault of this client: it gets its time again, unless events wait for the answer
  // (the client that asks may be the one that hangs).
  const bool more = AskEnds(ends)
                        ? std::any_of(ends.begin(), ends.end(),
                                      [&](const auto& end) {
                                        const auto fetched = merge_.fetched().find(end.first);
                                        return fetched != merge_.fetched().end() && fetched->second < end.second;
                                      })
                        : !merge_.empty();
  if (!more || checked_ != merge_.fetched()) healthy_ = now;
  checked_ = merge_.fetched();
  return now - healthy_ > kStalledAfter;
}

std::map<PartitionId, std::int64_t> Feed::Lags() const {
  std::map<PartitionId, std::int64_t> lags;
  for (const auto& [partition, next] : progress_.Positions()) {
    std::int64_t low = 0, high = 0;
    rd_kafka_get_watermark_offsets(client_.get(), partition.first.c_str(), partition.second, &low, &high);
    lags[partition] = std::max<std::int64_t>(high - next, 0);
  }
  return lags;
}

void Feed::Commit() { CommitFlushed(false); }

void Feed::CommitFlushed(bool wait) {
  const auto positions = progress_.FlushedPositions();
  const kafka::PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(positions.size())));
  for (const auto& [partition, next] : positions) {
    const auto committed = committed_.find(partition);
    if (committed == committed_.end() || committed->second == next) continue;
    committed->second = next;
    rd_kafka_topic_partition_list_add(list.get(), partition.first.c_str(), partition.second)->offset = next;
  }
  if (list->cnt == 0) return;
  auto error = fault::Fails(Point::kKafkaCommit, config_.group)
                   ? RD_KAFKA_RESP_ERR__TRANSPORT
                   : rd_kafka_commit(client_.get(), list.get(), wait ? 0 : 1);
  if (fault::LosesAnswer(Point::kKafkaCommit, config_.group)) error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    log::Warn("offsets were not committed; the inbox will drop what comes twice", {{"error", rd_kafka_err2str(error)}});
  }
}

void Feed::OnRebalance(rd_kafka_t*, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions,
                       void* opaque) {
  auto* self = static_cast<Feed*>(opaque);
  self->healthy_ = Clock::now();
  if (error == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    self->Assign(partitions);
  } else {
    self->Revoke();
  }
}

// Where we stand is known from now on, before the first event comes: others wait for it (Reached).
void Feed::Assign(rd_kafka_topic_partition_list_t* partitions) {
  auto* client = client_.get();
  auto asked = rd_kafka_committed(client, partitions, 5000);
  for (int again = 0; asked != RD_KAFKA_RESP_ERR_NO_ERROR && again < 2; ++again)
    asked = rd_kafka_committed(client, partitions, 5000);
  if (asked != RD_KAFKA_RESP_ERR_NO_ERROR)
    log::Warn("committed offsets are not known: from the start; the inbox drops what it has seen");
  for (int i = 0; i < partitions->cnt; ++i) {
    auto& entry = partitions->elems[i];
    std::int64_t low = 0, high = 0;
    const bool known = rd_kafka_query_watermark_offsets(asker_.get(), entry.topic, entry.partition, &low, &high,
                                                        5000) == RD_KAFKA_RESP_ERR_NO_ERROR;
    if (known) entry.offset = std::max(entry.offset, low);  // nothing committed is negative
    const auto next = std::max<std::int64_t>(entry.offset, 0);
    const PartitionId partition{entry.topic, entry.partition};
    merge_.Add(partition, next);
    committed_[partition] = next;
    progress_.Assigned(partition, next, high);
  }
  rd_kafka_assign(client, partitions);
  assigned_ = true;
  progress_.Settled();
  log::Info("partitions assigned", {{"group", config_.group}, {"partitions", std::to_string(partitions->cnt)}});
}

void Feed::Revoke() {
  CommitFlushed(true);
  for (const auto& [partition, next] : committed_) {
    merge_.Remove(partition);
    progress_.Revoked(partition);
  }
  committed_.clear();
  assigned_ = false;
  rd_kafka_assign(client_.get(), nullptr);
}

// rd_kafka_consumer_close blocks for as long as a lost partition pleases: this one has a limit.
void Feed::Close() {
  CommitFlushed(true);
  const kafka::QueueHandle queue(rd_kafka_queue_new(client_.get()));
  if (auto* error = rd_kafka_consumer_close_queue(client_.get(), queue.get()); error != nullptr)
    rd_kafka_error_destroy(error);
  const auto until = Clock::now() + seconds(3);
  while (rd_kafka_consumer_closed(client_.get()) == 0 && Clock::now() < until) {
    // Calls OnRebalance, which revokes. Events that were fetched come out of the queue too, and whoever is next gets
    // them: rd_kafka_queue_poll_callback would end the process at the first.
    const kafka::MessageHandle unread(rd_kafka_consume_queue(queue.get(), 20));
  }
  for (const auto& [partition, next] : committed_) progress_.Revoked(partition);
}

}  // namespace maillage::inbox
