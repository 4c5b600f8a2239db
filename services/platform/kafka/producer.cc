#include "platform/kafka/producer.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <thread>

#include "platform/fault/fault.h"
#include "platform/kafka/message.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace maillage::kafka {
namespace {

metrics::Counter& Rebuilds() {
  return metrics::Registry::Process().AddCounter("maillage_kafka_producer_rebuilds_total",
                                                 "Producers made anew after a fatal error or a time-out.");
}

/// The reports that one Send waits for; kept alive by each message under way.
struct Batch {
  std::mutex mutex;
  std::condition_variable_any changed;
  std::size_t outstanding = 0;
  std::vector<bool> confirmed;
};

/// What travels with a message and comes back with its report.
struct Slot {
  std::shared_ptr<Batch> batch;
  std::size_t index;
};

}  // namespace

/// One librdkafka producer and the thread that takes its reports.
class Producer::Handle {
 public:
  Handle(const std::string& brokers, Producer& producer) : producer_(producer) {
    Settings settings(brokers);
    settings.Set("enable.idempotence", "true");
    settings.Set("acks", "all");
    settings.Set("max.in.flight.requests.per.connection", "1");
    settings.Set("message.timeout.ms", "0");
    settings.Set("linger.ms", "0");
    settings.Set("compression.type", "lz4");
    settings.Set("partitioner", "murmur2_random");
    rd_kafka_conf_set_opaque(settings.get(), this);
    rd_kafka_conf_set_dr_msg_cb(settings.get(), &Handle::OnReport);
    rd_kafka_conf_set_error_cb(settings.get(), &Handle::OnError);
    client_ = std::move(settings).Create(RD_KAFKA_PRODUCER);
    poller_ = std::thread([this] {
      Connect();
      while (!ending_) rd_kafka_poll(client_.get(), 100);
    });
  }

  /// Reports what is still under way as unconfirmed.
  ~Handle() {
    ending_ = true;
    poller_.join();
    rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    rd_kafka_flush(client_.get(), 2000);
  }

  bool Reachable(int timeout_ms) {
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(client_.get(), 0, nullptr, &metadata, timeout_ms) != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    rd_kafka_metadata_destroy(metadata);
    return true;
  }

  bool fatal() const { return rd_kafka_fatal_error(client_.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR; }

  /// Hands the message over; false when librdkafka refuses it.
  bool Produce(const std::string& topic, const Envelope& envelope, std::shared_ptr<Batch> batch, std::size_t index) {
    auto headers = HeadersOf(envelope);
    auto slot = std::make_unique<Slot>(Slot{std::move(batch), index});
    const auto error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_KEY(envelope.key.data(), envelope.key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(envelope.payload.data()), envelope.payload.size()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_OPAQUE(slot.get()),
        RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      log::Warn("an event was not taken by the producer", {{"event", envelope.id}, {"error", rd_kafka_err2str(error)}});
      return false;
    }
    (void)headers.release();  // the message's now
    (void)slot.release();     // OnReport's now
    return true;
  }

 private:
  // A producer connects with its first message, and an idempotent one that was idle until then takes a second for it:
  // have the connection, its producer id and the topics' leaders ready before.
  void Connect() {
    const rd_kafka_metadata_t* metadata = nullptr;
    if (rd_kafka_metadata(client_.get(), 1, nullptr, &metadata, 1000) == RD_KAFKA_RESP_ERR_NO_ERROR)
      rd_kafka_metadata_destroy(metadata);
  }

  static void OnReport(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
    auto* self = static_cast<Handle*>(opaque);
    const std::unique_ptr<Slot> slot(static_cast<Slot*>(message->_private));
    const bool confirmed = message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset >= 0;
    if (confirmed) self->producer_.Confirmed(rd_kafka_topic_name(message->rkt), message->partition, message->offset);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && message->err != RD_KAFKA_RESP_ERR__PURGE_QUEUE &&
        message->err != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
      log::Warn("an event was not delivered",
                {{"topic", rd_kafka_topic_name(message->rkt)}, {"error", rd_kafka_err2str(message->err)}});
    }
    auto& batch = *slot->batch;
    std::lock_guard lock(batch.mutex);
    batch.confirmed[slot->index] = confirmed;
    if (--batch.outstanding == 0) batch.changed.notify_all();
  }

  static void OnError(rd_kafka_t* client, int error, const char* reason, void*) {
    if (error != RD_KAFKA_RESP_ERR__FATAL) return;  // the rest is in the log already
    char text[512];
    const auto cause = rd_kafka_fatal_error(client, text, sizeof text);
    log::Error("the Kafka producer failed for good and is made anew",
               {{"cause", rd_kafka_err2name(cause)}, {"said", text}, {"reason", reason}});
  }

  Producer& producer_;
  ClientHandle client_;
  std::atomic<bool> ending_ = false;
  std::thread poller_;
};

Producer::Producer(Config config) : config_(std::move(config)) {
  handle_ = std::make_shared<Handle>(config_.brokers, *this);
}
Producer::~Producer() = default;

std::vector<std::size_t> Producer::Send(const std::vector<Envelope>& envelopes, std::chrono::milliseconds timeout,
                                        std::stop_token stop, const std::function<void()>& meanwhile) {
  std::vector<std::size_t> confirmed;
  if (envelopes.empty() || fault::Fails(fault::Point::kKafkaProduce, envelopes.front().topic)) return confirmed;
  auto handle = Current();
  if (handle->fatal()) {
    Replace(handle);
    handle = Current();
  }
  auto batch = std::make_shared<Batch>();
  batch->confirmed.resize(envelopes.size());
  batch->outstanding = envelopes.size();
  std::size_t taken = 0;
  while (taken < envelopes.size() &&
         handle->Produce(config_.prefix + envelopes[taken].topic, envelopes[taken], batch, taken))
    ++taken;
  if (meanwhile) meanwhile();

  std::unique_lock lock(batch->mutex);
  batch->outstanding -= envelopes.size() - taken;
  const bool answered = batch->changed.wait_for(lock, stop, timeout, [&] { return batch->outstanding == 0; });
  for (std::size_t i = 0; i < envelopes.size(); ++i) {
    if (batch->confirmed[i]) confirmed.push_back(i);
  }
  lock.unlock();
  const bool lost = fault::LosesAnswer(fault::Point::kKafkaProduce, envelopes.front().topic);
  if (lost) confirmed.clear();
  if (handle->fatal() || lost || (!answered && !stop.stop_requested())) Replace(handle);
  return confirmed;
}

bool Producer::Reachable(std::chrono::milliseconds timeout) {
  return Current()->Reachable(static_cast<int>(timeout.count()));
}

std::map<std::pair<std::string, std::int32_t>, std::int64_t> Producer::Positions() const {
  std::lock_guard lock(mutex_);
  return positions_;
}

std::shared_ptr<Producer::Handle> Producer::Current() {
  std::lock_guard lock(mutex_);
  return handle_;
}

void Producer::Replace(const std::shared_ptr<Handle>& handle) {
  std::lock_guard lock(mutex_);
  if (handle_ != handle) return;
  handle_ =
      std::make_shared<Handle>(config_.brokers, *this);  // the old one ends with its last Send, which holds no lock
  Rebuilds().Add();
}

void Producer::Confirmed(const std::string& topic, std::int32_t partition, std::int64_t offset) {
  std::lock_guard lock(mutex_);
  auto& position = positions_[{topic, partition}];
  position = std::max(position, offset + 1);
}

}  // namespace maillage::kafka
