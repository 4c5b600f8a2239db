#include "platform/outbox/relay.h"

#include <algorithm>
#include <condition_variable>
#include <thread>

#include "platform/log/log.h"
#include "platform/outbox/relay_queue.h"

namespace maillage::outbox {
namespace {

using std::chrono::milliseconds;

// Long enough for a broker that comes back after kill -9 (11 to 13 s); what waits in the producer's queue then goes at
// once.
constexpr milliseconds kSendTimeout{30'000};
constexpr milliseconds kShortestPause{50};
constexpr milliseconds kLongestPause{2000};
// Halves that are read while the one before is sent, until all is looked through for a late row with a lower id.
constexpr int kMostAhead = 50;

}  // namespace

/// The relay's thread: rounds of (delete what was confirmed, read what is there, produce it) until nothing is there,
/// then sleep until the next commit.
class Relay::Worker {
 public:
  Worker(pg::Database& database, kafka::Producer& producer, std::string source, RelayConfig config)
      : database_(database), producer_(producer), config_(config), queue_(database, std::move(source), config) {}

  ~Worker() { Stop(milliseconds(0)); }

  void Start() {
    database_.OnOutboxCommit([this] { Wake(); });
    thread_ = std::thread([this] { Loop(); });
  }

  void Stop(milliseconds grace) {
    if (!thread_.joinable()) return;
    database_.OnOutboxCommit({});
    {
      std::unique_lock lock(mutex_);
      draining_ = true;
      changed_.notify_all();
      changed_.wait_for(lock, grace, [&] { return ended_; });
    }
    {
      std::lock_guard lock(mutex_);
      stop_.request_stop();
    }
    changed_.notify_all();
    thread_.join();
  }

  bool Quiet() const {
    std::lock_guard lock(mutex_);
    return empty_ && !woken_;
  }

 private:
  void Wake() {
    {
      std::lock_guard lock(mutex_);
      woken_ = true;
    }
    changed_.notify_all();
  }

  void Loop() {
    milliseconds pause{0};
    bool published = false;
    do {
      {
        std::lock_guard lock(mutex_);
        woken_ = empty_ = false;
      }
      published = Publish();
      pause = published ? config_.poll : std::clamp(pause * 2, kShortestPause, kLongestPause);
    } while (Sleep(published, pause));
    queue_.Release(confirmed_);
    std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  /// Until the next commit, the end of the pause or a stop; false when it is time to end.
  bool Sleep(bool published, milliseconds pause) {
    std::unique_lock lock(mutex_);
    empty_ = published;
    const auto finished = [&] { return stop_.stop_requested() || (draining_ && published && !woken_); };
    changed_.wait_for(lock, pause, [&] { return finished() || (published && woken_); });
    return !finished();
  }

  /// True when our lanes of the outbox are empty; false after a fault: try again after a pause.
  bool Publish() {
    Rows rows;
    for (int ahead = 0; !stop_.stop_requested();) {
      if (rows.events.empty()) {
        if (!Exchange(0, rows)) return false;
        if (rows.events.empty()) return true;
        ahead = 0;
      }
      Rows next;
      bool read = true;
      const bool more = static_cast<int>(rows.events.size()) == config_.half() && ++ahead < kMostAhead;
      const auto delivered = producer_.Send(rows.events, kSendTimeout, stop_.get_token(), [&] {
        if (more) read = Exchange(rows.ids.back(), next);
      });
      const auto done = Deletable(rows, delivered);
      confirmed_.insert(confirmed_.end(), done.begin(), done.end());
      if (delivered.size() < rows.events.size()) {
        log::Warn("not every event was confirmed; the rest is sent again",
                  {{"sent", std::to_string(rows.events.size())}, {"confirmed", std::to_string(delivered.size())}});
        return false;
      }
      if (!read) return false;
      rows = std::move(next);
    }
    return false;
  }

  /// Deletes what was confirmed and reads what comes after that id; false when the database does not answer.
  bool Exchange(std::int64_t after, Rows& rows) {
    auto read = queue_.Exchange(confirmed_, after);
    if (!read) {
      log::Warn("the outbox cannot be read", read.error());
      return false;
    }
    confirmed_.clear();
    rows = *std::move(read);
    return true;
  }

  pg::Database& database_;
  kafka::Producer& producer_;
  const RelayConfig config_;
  RelayQueue queue_;
  std::vector<std::int64_t> confirmed_;  // by Kafka, not deleted yet
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::stop_source stop_;
  bool woken_ = false;
  bool empty_ = false;
  bool draining_ = false;
  bool ended_ = false;
  std::thread thread_;
};

Relay::Relay(pg::Database& database, kafka::Producer& producer, std::string source, RelayConfig config)
    : worker_(std::make_unique<Worker>(database, producer, std::move(source), config)) {}
Relay::~Relay() = default;

void Relay::Start() { worker_->Start(); }
void Relay::Stop(milliseconds grace) { worker_->Stop(grace); }
bool Relay::Quiet() const { return worker_->Quiet(); }

}  // namespace maillage::outbox
