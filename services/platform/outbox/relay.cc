#include "platform/outbox/relay.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

#include "platform/log/log.h"
#include "platform/outbox/reader.h"
#include "platform/outbox/relay_queue.h"
#include "platform/outbox/under_way.h"

namespace maillage::outbox {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kShortestPause{50};
constexpr milliseconds kLongestPause{2000};

}  // namespace

/// The relay's thread: reads what is there beyond what is under way, hands it to the producer, and does not wait for it
/// before it reads on; what was confirmed is deleted together with the next read. When all is confirmed, it sleeps
/// until the next commit.
class Relay::Worker {
 public:
  Worker(pg::Database& database, kafka::Producer& producer, std::string source, RelayConfig config)
      : database_(database),
        config_(config),
        queue_(database, std::move(source), config),
        reader_(queue_),
        under_way_(producer, [this] { Set(reported_); }) {}

  ~Worker() { Stop(milliseconds(0)); }

  void Start() {
    database_.OnOutboxCommit([this] { Set(woken_); });
    thread_ = std::thread([this] { Loop(); });
  }

  void Stop(milliseconds grace) {
    if (!thread_.joinable()) return;
    database_.OnOutboxCommit({});
    Set(draining_);
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, grace, [&] { return ended_; });
    }
    Set(stopping_);
    thread_.join();
  }

  bool Quiet() const {
    const std::lock_guard lock(mutex_);
    return empty_ && !woken_;
  }

 private:
  void Set(bool& flag) {
    {
      const std::lock_guard lock(mutex_);
      flag = true;
    }
    changed_.notify_all();
  }

  /// Publishes until there is nothing left, sleeps, and again. After a fault the pauses grow.
  void Loop() {
    milliseconds pause{0};
    bool published = false;
    do {
      {
        const std::lock_guard lock(mutex_);
        woken_ = empty_ = false;
      }
      published = Publish();
      pause = published ? config_.poll : std::clamp(pause * 2, kShortestPause, kLongestPause);
    } while (Sleep(published, pause));
    under_way_.Leave();
    queue_.Confirm(under_way_.TakeConfirmed());
    LookFromTheStart();
    queue_.Release();
    Set(ended_);
  }

  /// Until the next commit, the end of the pause or a stop; false when it is time to end.
  bool Sleep(bool published, milliseconds pause) {
    std::unique_lock lock(mutex_);
    empty_ = published;
    const auto finished = [&] { return stopping_ || (draining_ && published && !woken_); };
    changed_.wait_for(lock, pause, [&] { return finished() || (published && woken_); });
    return !finished();
  }

  /// True when our lanes of the outbox are empty; false after a fault: try again after a pause.
  bool Publish() {
    for (bool more = true;;) {
      if (!Settle()) return false;
      more = TakeWake() || more || (under_way_.empty() && queue_.confirmed());
      if (stopping()) return false;
      if (!read_.ids.empty() && HasRoom()) {
        if (!Send()) return false;
      } else if (read_.ids.empty() && more && reader_.CanRead(under_way_)) {
        if (!Read()) return false;
        more = !reader_.SawAll();
      } else if (read_.ids.empty() && under_way_.empty()) {
        return true;
      } else if (!Await()) {
        return false;
      }
    }
  }

  /// What Kafka has confirmed may be deleted. False when something was not: it is sent again.
  bool Settle() {
    const bool all = under_way_.Settle();
    queue_.Confirm(under_way_.TakeConfirmed());
    return all || LookFromTheStart();
  }

  bool TakeWake() {
    const std::lock_guard lock(mutex_);
    return std::exchange(woken_, false);
  }

  bool stopping() const {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  /// With these rows, those being read and those being deleted, no more than a batch is handed over and not deleted.
  bool HasRoom() const { return under_way_.rows() <= config_.batch / 2; }

  /// In a pass the database reads the next rows while these are handed over.
  bool Send() {
    if (reader_.InPass()) {
      if (auto asked = reader_.Ask(under_way_); !asked) return NotRead(asked.error());
    }
    return under_way_.Send(std::exchange(read_, {})) || GiveUp();
  }

  bool Read() {
    auto rows = reader_.Read(under_way_);
    if (!rows) return NotRead(rows.error());
    read_ = *std::move(rows);
    return true;
  }

  bool NotRead(const Error& error) {
    log::Warn("the outbox cannot be read", error);
    return false;
  }

  /// Until a part is reported, a commit when it can be looked for, or a stop; false when the reports do not come.
  bool Await() {
    const bool can_read = read_.ids.empty() && reader_.CanRead(under_way_);
    std::unique_lock lock(mutex_);
    const bool in_time =
        changed_.wait_until(lock, under_way_.until(), [&] { return reported_ || (can_read && woken_) || stopping_; });
    reported_ = false;
    lock.unlock();
    return in_time || GiveUp();
  }

  /// Sends all again that is under way, but what may be deleted. Always false.
  bool GiveUp() {
    under_way_.GiveUp();
    queue_.Confirm(under_way_.TakeConfirmed());
    return LookFromTheStart();
  }

  /// What was read already must not overtake what is sent again. Always false.
  bool LookFromTheStart() {
    read_ = {};
    reader_.StartAgain();
    return false;
  }

  pg::Database& database_;
  const RelayConfig config_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool woken_ = false;     // by a commit
  bool reported_ = false;  // by Kafka
  bool empty_ = false;
  bool draining_ = false;
  bool stopping_ = false;
  bool ended_ = false;
  RelayQueue queue_;
  Reader reader_;
  UnderWay under_way_;
  Rows read_;  // and not sent yet
  std::thread thread_;
};

Relay::Relay(pg::Database& database, kafka::Producer& producer, std::string source, RelayConfig config)
    : worker_(std::make_unique<Worker>(database, producer, std::move(source), config)) {}
Relay::~Relay() = default;

void Relay::Start() { worker_->Start(); }
void Relay::Stop(milliseconds grace) { worker_->Stop(grace); }
bool Relay::Quiet() const { return worker_->Quiet(); }

}  // namespace maillage::outbox
