#include "notifier/smtp/sender.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <thread>

#include "platform/log/log.h"

namespace maillage::notifier::smtp {

using std::chrono::steady_clock;

class Sender::Workers {
 public:
  Workers(const Config& config, metrics::Registry& registry)
      : seconds_(registry.AddHistogram("maillage_smtp_message_seconds", "Time to hand one mail to the mail server",
                                       metrics::LatencyBuckets())),
        in_a_row_(registry.AddGauge(
            "maillage_smtp_failures_in_a_row",
            "Mails that the mail server put off or left unanswered, since the last that it took or refused")) {
    using Kind = Outcome::Kind;
    for (const auto kind : {Kind::kAccepted, Kind::kRefused, Kind::kTryLater, Kind::kUnknown}) {
      outcomes_[kind] = &registry.AddCounter(
          "maillage_smtp_messages_total", "Mails handed to the mail server, by outcome", {{"outcome", NameOf(kind)}});
    }
    for (int i = 0; i < config.connections; ++i) threads_.emplace_back([this, config] { Work(config); });
  }

  ~Workers() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_all();
    for (auto& thread : threads_) thread.join();
    for (auto& job : waiting_) Finish(job, {Outcome::Kind::kTryLater, 0, "the sender stops"});
  }

  std::vector<Outcome> Send(const std::vector<Message>& batch, steady_clock::time_point deadline,
                            const std::function<bool()>& go_on) {
    std::vector<Outcome> outcomes(batch.size());
    Batch state{.left = batch.size(), .go_on = go_on, .done = {}};
    std::unique_lock lock(mutex_);
    for (std::size_t i = 0; i < batch.size(); ++i) waiting_.push_back({&batch[i], &outcomes[i], &state, deadline});
    wake_.notify_all();
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

  void Work(const Config& config) {
    Connection connection(config);
    while (true) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [&] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      auto job = waiting_.front();
      waiting_.pop_front();
      lock.unlock();

      const auto began = steady_clock::now();
      auto outcome = job.batch->go_on() ? connection.Deliver(*job.message, job.deadline)
                                        : Outcome{Outcome::Kind::kTryLater, 0, "the sender was told to stop"};
      seconds_.Observe(std::chrono::duration<double>(steady_clock::now() - began).count());
      if (outcome.kind != Outcome::Kind::kAccepted) {
        log::Warn(
            "mail not accepted",
            {{"outcome", NameOf(outcome.kind)}, {"code", std::to_string(outcome.code)}, {"answer", outcome.answer}});
      }
      Finish(job, std::move(outcome));
    }
  }

  void Finish(Job& job, Outcome outcome) {
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

  metrics::Histogram& seconds_;
  metrics::Gauge& in_a_row_;
  std::map<Outcome::Kind, metrics::Counter*> outcomes_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

Sender::Sender(Config config, metrics::Registry& registry) : workers_(std::make_unique<Workers>(config, registry)) {}

Sender::~Sender() = default;

std::vector<Outcome> Sender::Send(const std::vector<Message>& batch, steady_clock::time_point deadline,
                                  const std::function<bool()>& go_on) {
  return workers_->Send(batch, deadline, go_on);
}

}  // namespace maillage::notifier::smtp
