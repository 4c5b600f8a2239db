#include "platform/outbox/relay.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <future>
#include <iterator>
#include <thread>
#include <utility>

#include "platform/log/log.h"
#include "platform/outbox/relay_queue.h"

namespace maillage::outbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Long enough for a broker that comes back after kill -9 (11 to 13 s); what waits in the producer's queue then goes at
// once.
constexpr milliseconds kSendTimeout{30'000};
constexpr milliseconds kShortestPause{50};
constexpr milliseconds kLongestPause{2000};
// Full halves that are read one after the other, until all is looked through for a late row with a lower id.
constexpr int kMostAhead = 50;
// When all is looked through, what is under way is left out row by row: no more than so many.
constexpr std::size_t kFew = 100;

}  // namespace

/// The relay's thread: deletes what was confirmed, reads what is there beyond what is under way, hands it to the
/// producer and does not wait for it before it reads on; when all is confirmed, it sleeps until the next commit.
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
    if (!under_way_.empty()) GiveUp(under_way_.front().batch->confirmed());
    LookFromTheStart();
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
    for (bool more = true;;) {
      while (!under_way_.empty() && under_way_.front().batch->ended()) {
        if (!Settle()) return false;
      }
      more = TakeWake() || more || (under_way_.empty() && !confirmed_.empty());
      if (stop_.stop_requested()) return false;
      if (more && Room()) {
        Rows rows;
        if (!Exchange(rows)) return false;
        more = Full(rows);
        if (!rows.events.empty() && !Send(std::move(rows))) return false;
      } else if (under_way_.empty()) {
        return true;
      } else if (!AwaitReports()) {
        return false;
      }
    }
  }

  bool TakeWake() {
    std::lock_guard lock(mutex_);
    return std::exchange(woken_, false);
  }

  std::size_t RowsUnderWay() const {
    std::size_t rows = 0;
    for (const auto& sent : under_way_) rows += sent.rows.ids.size();
    return rows;
  }

  bool Room() const {
    const auto rows = RowsUnderWay();
    return static_cast<int>(rows) <= config_.half() && (after_ > 0 || rows <= kFew);
  }

  /// Deletes what was confirmed and reads more than what is under way; false when the database does not answer.
  bool Exchange(Rows& rows) {
    if (!exchange_.valid()) Ask(std::launch::deferred);
    auto read = exchange_.get();
    if (!read) {
      confirmed_.insert(confirmed_.end(), deleting_.begin(), deleting_.end());
      log::Warn("the outbox cannot be read", read.error());
      return false;
    }
    rows = *std::move(read);
    if (after_ == 0) newest_ = rows.newest;
    ahead_ = Full(rows) ? (ahead_ + 1) % kMostAhead : 0;
    after_ = ahead_ == 0 ? 0 : std::max({after_, rows.ids.back(), HighestUnderWay()});
    if (after_ >= newest_) after_ = ahead_ = 0;
    // A full outbox: the next are read while these are handed over.
    if (after_ > 0) Ask(std::launch::async);
    return true;
  }

  void Ask(std::launch how) {
    Range range;
    if (after_ > 0) {
      range.after = after_;
      range.up_to = newest_;
    } else {
      for (const auto& sent : under_way_)
        range.without.insert(range.without.end(), sent.rows.ids.begin(), sent.rows.ids.end());
    }
    deleting_ = std::exchange(confirmed_, {});
    exchange_ = std::async(how, [this, range = std::move(range)] { return queue_.Exchange(deleting_, range); });
  }

  std::int64_t HighestUnderWay() const {
    std::int64_t highest = 0;
    for (const auto& sent : under_way_) highest = std::max(highest, std::ranges::max(sent.rows.ids));
    return highest;
  }

  bool Full(const Rows& rows) const { return static_cast<int>(rows.ids.size()) == config_.half(); }

  /// False when they cannot follow those under way: all of those are sent again then.
  bool Send(Rows rows) {
    auto batch = producer_.Begin(rows.events, under_way_.empty() ? nullptr : under_way_.back().batch.get(),
                                 [this] { Reported(); });
    if (!batch) return GiveUp();
    under_way_.push_back({std::move(rows), std::move(batch), steady_clock::now() + kSendTimeout});
    return true;
  }

  void Reported() {
    {
      std::lock_guard lock(mutex_);
      reported_ = true;
    }
    changed_.notify_all();
  }

  /// Until a batch is reported, a commit when there is room, or a stop; false when the reports do not come.
  bool AwaitReports() {
    const bool room = Room();
    std::unique_lock lock(mutex_);
    const bool in_time = changed_.wait_until(lock, under_way_.front().until,
                                             [&] { return reported_ || (room && woken_) || stop_.stop_requested(); });
    reported_ = false;
    lock.unlock();
    return in_time || GiveUp();
  }

  /// The first batch is reported: what was confirmed may be deleted. False when not all was.
  bool Settle() {
    const auto& first = under_way_.front();
    const auto delivered = producer_.End(*first.batch);
    if (delivered.size() < first.rows.ids.size()) return GiveUp(delivered);
    confirmed_.insert(confirmed_.end(), first.rows.ids.begin(), first.rows.ids.end());
    under_way_.pop_front();
    return true;
  }

  /// Sends all again that is under way, but what may be deleted. Always false.
  bool GiveUp() { return GiveUp(producer_.End(*under_way_.front().batch)); }
  bool GiveUp(std::vector<std::size_t> delivered) {
    Rows rows;
    for (auto& sent : under_way_) {
      if (!rows.ids.empty()) {
        for (const auto index : sent.batch->confirmed()) delivered.push_back(rows.ids.size() + index);
      }
      rows.ids.insert(rows.ids.end(), sent.rows.ids.begin(), sent.rows.ids.end());
      std::move(sent.rows.events.begin(), sent.rows.events.end(), std::back_inserter(rows.events));
    }
    under_way_.clear();
    LookFromTheStart();
    log::Warn("not every event was confirmed; the rest is sent again",
              {{"sent", std::to_string(rows.ids.size())}, {"confirmed", std::to_string(delivered.size())}});
    const auto done = Deletable(rows, delivered);
    confirmed_.insert(confirmed_.end(), done.begin(), done.end());
    return false;
  }

  /// What was read ahead must not overtake what is sent again.
  void LookFromTheStart() {
    if (exchange_.valid() && !exchange_.get()) confirmed_.insert(confirmed_.end(), deleting_.begin(), deleting_.end());
    after_ = ahead_ = 0;
  }

  struct Sent {
    Rows rows;
    std::unique_ptr<kafka::Producer::Batch> batch;
    steady_clock::time_point until;
  };

  pg::Database& database_;
  kafka::Producer& producer_;
  const RelayConfig config_;
  RelayQueue queue_;
  std::deque<Sent> under_way_;
  std::vector<std::int64_t> confirmed_;  // by Kafka, not deleted yet
  std::vector<std::int64_t> deleting_;   // by the exchange under way
  std::future<Result<Rows>> exchange_;
  std::int64_t after_ = 0;   // what is read next has a higher id; 0: all is looked through
  std::int64_t newest_ = 0;  // when all was looked through
  int ahead_ = 0;            // full halves read since all was looked through
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::stop_source stop_;
  bool woken_ = false;
  bool reported_ = false;
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
