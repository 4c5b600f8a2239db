#include "notifier/smtp/sender.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

#include "notifier/smtp/channel.h"
#include "platform/log/log.h"

namespace maillage::notifier::smtp {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

namespace {

/// Nothing that could end an SMTP command; composition has checked more.
bool IsHarmless(const std::string& address) {
  return !address.empty() && std::all_of(address.begin(), address.end(),
                                         [](char c) { return c > ' ' && c < 0x7F && c != '<' && c != '>'; });
}

/// Of a message that is not to be tried.
std::optional<Outcome> Untried(const Message& message, steady_clock::time_point deadline) {
  if (!IsHarmless(message.recipient)) return Outcome{Outcome::Kind::kRefused, 0, "the address cannot be written to"};
  if (message.content.empty()) return Outcome{Outcome::Kind::kRefused, 0, "the message is empty"};
  if (steady_clock::now() >= deadline)
    return Outcome{Outcome::Kind::kTryLater, 0, "the deadline was over before it was tried"};
  return std::nullopt;
}

}  // namespace

/// The thread that serves all channels, and what waits for it.
class Sender::Loop {
 public:
  Loop(Config config, metrics::Registry& registry)
      : config_(std::move(config)),
        woken_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        seconds_(registry.AddHistogram("maillage_smtp_message_seconds", "Time to hand one mail to the mail server",
                                       metrics::LatencyBuckets())),
        in_a_row_(registry.AddGauge(
            "maillage_smtp_failures_in_a_row",
            "Mails that the mail server put off or left unanswered, since the last that it took or refused")) {
    if (woken_ < 0) throw std::runtime_error("there is no eventfd to be had");
    using Kind = Outcome::Kind;
    for (const auto kind : {Kind::kAccepted, Kind::kRefused, Kind::kTryLater, Kind::kUnknown}) {
      outcomes_[kind] = &registry.AddCounter(
          "maillage_smtp_messages_total", "Mails handed to the mail server, by outcome", {{"outcome", NameOf(kind)}});
    }
    for (int i = 0; i < config_.connections; ++i) lanes_.emplace_back(config_, [this] { Wake(); });
    thread_ = std::thread([this] { Run(); });
  }

  ~Loop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    Wake();
    thread_.join();
    for (auto& job : waiting_) Finish(job, {Outcome::Kind::kTryLater, 0, "the sender stops"});
    close(woken_);
  }

  std::vector<Outcome> Send(std::span<const Message> batch, steady_clock::time_point deadline,
                            const std::function<bool()>& go_on) {
    std::vector<Outcome> outcomes(batch.size());
    Batch state{.left = batch.size(), .go_on = go_on, .done = {}};
    std::unique_lock lock(mutex_);
    for (std::size_t i = 0; i < batch.size(); ++i) waiting_.push_back({&batch[i], &outcomes[i], &state, deadline});
    Wake();
    state.done.wait(lock, [&] { return state.left == 0; });
    return outcomes;
  }

 private:
  /// Of one Send, guarded by mutex_.
  struct Batch {
    std::size_t left;
    const std::function<bool()>& go_on;
    std::condition_variable done;
  };
  struct Job {
    const Message* message;
    Outcome* outcome;
    Batch* batch;
    steady_clock::time_point deadline;
  };
  struct Lane {
    Lane(const Config& config, std::function<void()> opened) : channel(config, std::move(opened)) {}
    Channel channel;
    Job job{};  // while the channel is busy
    steady_clock::time_point began;
  };

  void Run() {
    for (;;) {
      for (const bool open : {true, false}) {  // a new connection only when all open ones are busy
        for (auto& lane : lanes_) {
          if (lane.channel.open() == open) Employ(lane);
        }
      }
      const bool idle =
          std::none_of(lanes_.begin(), lanes_.end(), [](const Lane& lane) { return lane.channel.busy(); });
      if (idle && Stopping()) return;
      Wait();
    }
  }

  /// Gives it messages until one is under way, or none waits.
  void Employ(Lane& lane) {
    while (!lane.channel.busy()) {
      const auto job = Take();
      if (!job) return;
      lane.job = *job;
      lane.began = steady_clock::now();
      if (auto untried = Untried(*job->message, job->deadline)) {
        Decided(lane, std::move(*untried));
      } else {
        lane.channel.Begin(*job->message, job->deadline, job->batch->go_on);
        GoOn(lane);
      }
    }
  }

  void GoOn(Lane& lane) {
    if (auto outcome = lane.channel.GoOn()) Decided(lane, std::move(*outcome));
  }

  /// Until a channel can go on, and lets it.
  void Wait() {
    polled_.assign(1, {woken_, POLLIN, 0});
    auto until = steady_clock::time_point::max();
    for (const auto& lane : lanes_) {
      polled_.push_back(
          {lane.channel.socket(), static_cast<short>(lane.channel.writes() ? POLLIN | POLLOUT : POLLIN), 0});
      if (lane.channel.socket() >= 0) until = std::min(until, lane.channel.until());
    }
    poll(polled_.data(), polled_.size(), MillisecondsTo(until));
    if (polled_[0].revents != 0) {
      eventfd_t times;
      eventfd_read(woken_, &times);
    }
    const auto now = steady_clock::now();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
      auto& lane = lanes_[i];
      if (polled_[i + 1].revents != 0 || lane.channel.socket() < 0 || now >= lane.channel.until()) GoOn(lane);
    }
  }

  static int MillisecondsTo(steady_clock::time_point until) {
    if (until == steady_clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<milliseconds>(until - steady_clock::now());
    return static_cast<int>(std::clamp<milliseconds::rep>(left.count(), 0, 3'600'000));
  }

  void Wake() { eventfd_write(woken_, 1); }

  bool Stopping() {
    const std::lock_guard lock(mutex_);
    return stopping_;
  }

  /// The next message, unless the sender stops.
  std::optional<Job> Take() {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.empty()) return std::nullopt;
    const auto job = waiting_.front();
    waiting_.pop_front();
    return job;
  }

  void Decided(Lane& lane, Outcome outcome) {
    seconds_.Observe(std::chrono::duration<double>(steady_clock::now() - lane.began).count());
    if (outcome.kind != Outcome::Kind::kAccepted) {
      log::Warn(
          "mail not accepted",
          {{"outcome", NameOf(outcome.kind)}, {"code", std::to_string(outcome.code)}, {"answer", outcome.answer}});
    }
    Finish(lane.job, std::move(outcome));
  }

  void Finish(const Job& job, Outcome outcome) {
    outcomes_.at(outcome.kind)->Add();
    const std::lock_guard lock(mutex_);
    const bool decided = outcome.kind == Outcome::Kind::kAccepted || outcome.kind == Outcome::Kind::kRefused;
    if (decided) {
      in_a_row_.Set(0);
    } else {
      in_a_row_.Add(1);
    }
    *job.outcome = std::move(outcome);
    // Under the lock: the batch lives on the stack of a Send that may return at once.
    if (--job.batch->left == 0) job.batch->done.notify_one();
  }

  const Config config_;
  const int woken_;
  metrics::Histogram& seconds_;
  metrics::Gauge& in_a_row_;
  std::map<Outcome::Kind, metrics::Counter*> outcomes_;
  std::deque<Lane> lanes_;      // of the thread
  std::vector<pollfd> polled_;  // of the thread
  std::mutex mutex_;
  std::deque<Job> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

Sender::Sender(Config config, metrics::Registry& registry)
    : loop_(std::make_unique<Loop>(std::move(config), registry)) {}

Sender::~Sender() = default;

std::vector<Outcome> Sender::Send(std::span<const Message> batch, steady_clock::time_point deadline,
                                  const std::function<bool()>& go_on) {
  return loop_->Send(batch, deadline, go_on);
}

}  // namespace maillage::notifier::smtp
