#include "platform/inbox/consumer.h"

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "platform/inbox/applier.h"
#include "platform/inbox/feed.h"
#include "platform/inbox/forgotten.h"
#include "platform/log/log.h"

namespace maillage::inbox {
namespace {

using std::chrono::milliseconds;

std::vector<std::string> WithPrefix(const ConsumerConfig& config) {
  std::vector<std::string> topics;
  for (const auto& topic : config.topics) topics.push_back(config.kafka.prefix + topic);
  return topics;
}

/// `maillage_consumer_lag`, set at each scrape: the consumer's own thread may be waiting for a database that is away
/// just then. Thread-safe.
class LagGauges {
 public:
  explicit LagGauges(const ConsumerConfig& config) : group_(config.group), prefix_(config.kafka.prefix) {}

  /// The feed at present; null: none. It must outlive its time here.
  void Watch(const Feed* feed) {
    const std::lock_guard lock(mutex_);
    feed_ = feed;
  }

  void Set() {
    const std::lock_guard lock(mutex_);
    if (feed_ == nullptr) return;
    for (const auto& [partition, gauge] : gauges_) gauge->Set(0);  // another replica may have it now
    for (const auto& [partition, lag] : feed_->Lags()) {
      auto& gauge = gauges_[partition];
      if (gauge == nullptr) {
        gauge = &metrics::Registry::Process().AddGauge("maillage_consumer_lag",
                                                       "Events in the log that were not applied yet.",
                                                       {{"group", group_},
                                                        {"topic", partition.first.substr(prefix_.size())},
                                                        {"partition", std::to_string(partition.second)}});
      }
      gauge->Set(static_cast<double>(lag));
    }
  }

 private:
  const std::string group_;
  const std::string prefix_;
  std::mutex mutex_;
  const Feed* feed_ = nullptr;
  std::map<PartitionId, metrics::Gauge*> gauges_;
};

}  // namespace

/// The consumer's thread: take, apply, and now and then flush and commit the offsets.
class Consumer::Loop {
 public:
  Loop(pg::Database& database, kafka::Producer& dead_letters, ConsumerConfig config, Handler handler)
      : database_(database),
        config_(std::move(config)),
        progress_(WithPrefix(config_)),
        applier_(database, dead_letters, config_, std::move(handler), progress_),
        rebuilds_(metrics::Registry::Process().AddCounter(
            "maillage_consumer_rebuilds_total",
            "Kafka consumers made anew: events did not come, or had to be read again.", {{"group", config_.group}})) {
    metrics::Registry::Process().OnScrape([lags = std::weak_ptr(lags_)] {
      if (const auto still = lags.lock()) still->Set();
    });
  }

  ~Loop() { Stop(); }

  void Start() {
    thread_ = std::jthread([this](std::stop_token stop) { Run(stop); });
  }

  void Stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
  }

  Result<std::int64_t> Forget(int days, std::int64_t most) {
    return database_.Write<std::int64_t>(pg::Scope::Internal(), [&](pg::Transaction& tx) {
      return inbox::Forget(tx, config_.group, progress_.FlushedPositions(), progress_.topics(), days, most);
    });
  }

  bool Quiet() const { return !busy_; }
  const Progress& progress() const { return progress_; }
  /// With the prefix, whether the caller gave it or not.
  std::string FullName(const std::string& topic) const {
    return topic.starts_with(config_.kafka.prefix) ? topic : config_.kafka.prefix + topic;
  }

 private:
  void Run(std::stop_token stop) {
    auto feed = Open();
    while (!stop.stop_requested()) {
      auto events = feed->Take(milliseconds(100));
      const bool idle = events.empty();
      busy_ = !idle || feed->Buffered();
      bool kept = idle || applier_.Apply(std::move(events), stop);
      busy_ = feed->Buffered();
      if (kept && applier_.FlushIsDue()) {
        kept = applier_.Flush();
        feed->Commit();
      }
      if (!kept) {
        log::Warn("the database may have lost what was applied last: it is read again", {{"group", config_.group}});
        Reopen(feed);
      } else if (idle && feed->Stalled()) {
        log::Warn("events do not come: the consumer is made anew", {{"group", config_.group}});
        Reopen(feed);
      }
    }
    (void)applier_.Flush();  // what is lost now, the next one reads
    Close(feed);
    busy_ = false;
  }

  std::unique_ptr<Feed> Open() {
    auto feed = std::make_unique<Feed>(config_, progress_);
    lags_->Watch(feed.get());
    return feed;
  }

  void Reopen(std::unique_ptr<Feed>& feed) {
    rebuilds_.Add();
    Close(feed);
    feed = Open();
  }

  void Close(std::unique_ptr<Feed>& feed) {
    lags_->Watch(nullptr);
    feed.reset();
  }

  pg::Database& database_;
  const ConsumerConfig config_;
  Progress progress_;
  Applier applier_;
  metrics::Counter& rebuilds_;
  const std::shared_ptr<LagGauges> lags_ = std::make_shared<LagGauges>(config_);
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
Result<std::int64_t> Consumer::Forget(int days, std::int64_t most) { return loop_->Forget(days, most); }

}  // namespace maillage::inbox
