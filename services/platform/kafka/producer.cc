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

}  // namespace

/// The reports of one batch. Lives until the last has come, whoever still waits.
struct Producer::Batch::Reports {
  /// What travels with a message and comes back with its report.
  struct Slot {
    Reports* reports;
    std::size_t index;
  };

  explicit Reports(std::size_t size) : outstanding(size), confirmed(size) {
    slots.reserve(size);
    for (std::size_t i = 0; i < size; ++i) slots.push_back({this, i});
  }

  void Came(const Slot& slot, bool delivered) {
    std::shared_ptr<Reports> last;
    std::lock_guard lock(mutex);
    confirmed[slot.index] = delivered;
    last = Less(1);
  }
  /// Of so many messages no report will come.
  void Refuse(std::size_t count) {
    std::shared_ptr<Reports> last;
    std::lock_guard lock(mutex);
    refused = true;
    last = Less(count);
  }

  std::mutex mutex;
  std::condition_variable_any changed;
  std::function<void()> reported;
  std::shared_ptr<Reports> self;
  std::atomic<std::size_t> outstanding;
  std::vector<bool> confirmed;
  std::vector<Slot> slots;
  std::string topic;  // of the first, without prefix
  bool refused = false;

 private:
  /// With the lock: so many reports less to wait for. Answers this, when it was the last, to be let go without the
  /// lock.
  std::shared_ptr<Reports> Less(std::size_t count) {
    if ((outstanding -= count) > 0) return nullptr;
    if (reported) reported();
    changed.notify_all();
    return std::move(self);
  }
};

/// One librdkafka producer and the thread that takes its reports.
class Producer::Batch::Handle {
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
  bool Produce(const std::string& topic, const Envelope& envelope, Reports::Slot& slot) {
    auto headers = HeadersOf(envelope);
    const auto error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_KEY(envelope.key.data(), envelope.key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(envelope.payload.data()), envelope.payload.size()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_OPAQUE(&slot),
        RD_KAFKA_V_END);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
      log::Warn("an event was not taken by the producer", {{"event", envelope.id}, {"error", rd_kafka_err2str(error)}});
      return false;
    }
    (void)headers.release();  // the message's now
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
    const auto& slot = *static_cast<Reports::Slot*>(message->_private);
    const bool confirmed = message->err == RD_KAFKA_RESP_ERR_NO_ERROR && message->offset >= 0;
    if (confirmed) self->NotePosition(*message);
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR && message->err != RD_KAFKA_RESP_ERR__PURGE_QUEUE &&
        message->err != RD_KAFKA_RESP_ERR__PURGE_INFLIGHT) {
      log::Warn("an event was not delivered",
                {{"topic", rd_kafka_topic_name(message->rkt)}, {"error", rd_kafka_err2str(message->err)}});
    }
    slot.reports->Came(slot, confirmed);
  }

  void NotePosition(const rd_kafka_message_t& message) {
    std::lock_guard lock(producer_.mutex_);
    if (message.rkt != topic_ || message.partition != partition_) {
      topic_ = message.rkt;
      partition_ = message.partition;
      position_ = &producer_.positions_[{rd_kafka_topic_name(topic_), partition_}];
    }
    *position_ = std::max(*position_, message.offset + 1);
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
  // Of the last message that was confirmed: the next is mostly of the same partition.
  const rd_kafka_topic_t* topic_ = nullptr;
  std::int32_t partition_ = -1;
  std::int64_t* position_ = nullptr;
  std::thread poller_;
};

Producer::Producer(Config config) : config_(std::move(config)) {
  handle_ = std::make_shared<Handle>(config_.brokers, *this);
}
Producer::~Producer() = default;

std::vector<std::size_t> Producer::Send(const std::vector<Envelope>& envelopes, std::chrono::milliseconds timeout,
                                        std::stop_token stop) {
  if (envelopes.empty()) return {};
  const auto batch = Begin(envelopes, nullptr, {});
  auto& reports = *batch->reports_;
  {
    std::unique_lock lock(reports.mutex);
    reports.changed.wait_for(lock, stop, timeout, [&] { return reports.outstanding == 0; });
  }
  return stop.stop_requested() ? batch->confirmed() : End(*batch);
}

std::unique_ptr<Producer::Batch> Producer::Begin(const std::vector<Envelope>& envelopes, const Batch* after,
                                                 std::function<void()> reported) {
  auto handle = Current();
  if (after != nullptr && (after->reports_->refused || after->handle_ != handle || handle->fatal())) return nullptr;
  if (handle->fatal()) {
    Replace(handle);
    handle = Current();
  }
  auto reports = std::make_shared<Batch::Reports>(envelopes.size());
  reports->self = reports;
  reports->reported = std::move(reported);
  reports->topic = envelopes.front().topic;
  std::unique_ptr<Batch> batch(new Batch(reports, handle));
  std::size_t taken = 0;
  if (!fault::Fails(fault::Point::kKafkaProduce, reports->topic)) {
    while (taken < envelopes.size() &&
           handle->Produce(config_.prefix + envelopes[taken].topic, envelopes[taken], reports->slots[taken]))
      ++taken;
  }
  if (taken < envelopes.size()) reports->Refuse(envelopes.size() - taken);
  return batch;
}

std::vector<std::size_t> Producer::End(const Batch& batch) {
  auto confirmed = batch.confirmed();
  const bool lost = fault::LosesAnswer(fault::Point::kKafkaProduce, batch.reports_->topic);
  if (lost) confirmed.clear();
  if (batch.handle_->fatal() || lost || !batch.ended()) Replace(batch.handle_);
  return confirmed;
}

Producer::Batch::Batch(std::shared_ptr<Reports> reports, std::shared_ptr<Handle> handle)
    : reports_(std::move(reports)), handle_(std::move(handle)) {}

Producer::Batch::~Batch() {
  std::lock_guard lock(reports_->mutex);
  reports_->reported = {};
}

bool Producer::Batch::ended() const { return reports_->outstanding == 0; }

std::vector<std::size_t> Producer::Batch::confirmed() const {
  std::vector<std::size_t> indexes;
  std::lock_guard lock(reports_->mutex);
  for (std::size_t i = 0; i < reports_->confirmed.size(); ++i) {
    if (reports_->confirmed[i]) indexes.push_back(i);
  }
  return indexes;
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

}  // namespace maillage::kafka
