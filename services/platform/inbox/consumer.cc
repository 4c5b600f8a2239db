#include "platform/inbox/consumer.h"

#include <atomic>
#include <thread>

#include "platform/inbox/applier.h"
#include "platform/inbox/feed.h"
#include "platform/log/log.h"

namespace maillage::inbox {
namespace {

using std::chrono::milliseconds;

std::vector<std::string> WithPrefix(const ConsumerConfig& config) {
  std::vector<std::string> topics;
  for (const auto& topic : config.topics) topics.push_back(config.kafka.prefix + topic);
  return topics;
}

}  // namespace

/// The consumer's thread: take, apply, commit the offsets.
class Consumer::Loop {
 public:
  Loop(pg::Database& database, kafka::Producer& dead_letters, ConsumerConfig config, Handler handler)
      : config_(std::move(config)),
        progress_(WithPrefix(config_)),
        applier_(database, dead_letters, config_, std::move(handler), progress_),
        rebuilds_(metrics::Registry::Process().AddCounter("maillage_consumer_rebuilds_total",
                                                          "Kafka consumers made anew because events did not come.",
                                                          {{"group", config_.group}})) {}

  ~Loop() { Stop(); }

  void Start() {
    thread_ = std::jthread([this](std::stop_token stop) { Run(stop); });
  }

  void Stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
  }

  bool Quiet() const { return !busy_; }
  const Progress& progress() const { return progress_; }
  /// With the prefix, whether the caller gave it or not.
  std::string FullName(const std::string& topic) const {
    return topic.starts_with(config_.kafka.prefix) ? topic : config_.kafka.prefix + topic;
  }

 private:
  void Run(std::stop_token stop) {
    auto feed = std::make_unique<Feed>(config_, progress_);
    while (!stop.stop_requested()) {
      const auto events = feed->Take(milliseconds(100));
      busy_ = !events.empty() || feed->Buffered();
      if (!events.empty()) {
        applier_.Apply(events, stop);
        feed->Commit();
        busy_ = feed->Buffered();
      }
      Measure(*feed);
      if (events.empty() && feed->Stalled()) {
        log::Warn("events do not come: the consumer is made anew", {{"group", config_.group}});
        rebuilds_.Add();
        feed.reset();
        feed = std::make_unique<Feed>(config_, progress_);
      }
    }
    feed.reset();
    busy_ = false;
  }

  void Measure(const Feed& feed) {
    for (const auto& [partition, lag] : feed.Lags()) {
      auto& gauge = lags_[partition];
      if (gauge == nullptr) {
        gauge = &metrics::Registry::Process().AddGauge("maillage_consumer_lag",
                                                       "Events in the log that were not applied yet.",
                                                       {{"group", config_.group},
                                                        {"topic", partition.first.substr(config_.kafka.prefix.size())},
                                                        {"partition", std::to_string(partition.second)}});
      }
      gauge->Set(static_cast<double>(lag));
    }
  }

  const ConsumerConfig config_;
  Progress progress_;
  Applier applier_;
  metrics::Counter& rebuilds_;
  std::map<PartitionId, metrics::Gauge*> lags_;
  std::atomic<bool> busy_ = false;
  std::jthread thread_;
};

Consumer::Consumer(pg::Database& database, kafka::Producer& dead_letters, ConsumerConfig config, Handler handler)
    : loop_(std::make_unique<Loop>(database, dead_letters, std::move(config), std::move(handler))) {}
Consumer::~Consumer() = default;

void Consumer::Start() { loop_->Start(); }
void Consumer::Stop() { loop_->Stop(); }
bool Consumer::Quiet() const { return loop_->Quiet(); }
bool Consumer::Reached(const std::string& topic, std::int32_t partition, std::int64_t next_offset) const {
  return loop_->progress().Reached(loop_->FullName(topic), partition, next_offset);
}
bool Consumer::CaughtUp() const { return loop_->progress().CaughtUp(); }

}  // namespace maillage::inbox
