#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "notifier/domain/dispatch.h"
#include "notifier/engine/bounces.h"
#include "notifier/engine/leadership.h"
#include "notifier/engine/letter.h"
#include "notifier/engine/measures.h"
#include "notifier/engine/outgoing.h"
#include "notifier/engine/retries.h"
#include "platform/clock/activity.h"
#include "platform/clock/clock.h"
#include "platform/inbox/consumer.h"
#include "platform/pg/database.h"

namespace maillage::notifier {

/// The notifier at work: the planners of all Cafs in memory, rebuilt from the store; facts come in, mails go out, and
/// every change of the plan is in the store before anything that follows from it happens outside.
///
/// One replica is active (docs/decisions/one-active-notifier.md). Thread-safe: one mutex guards planners and
/// dispatcher; it is held over the commits that save them, and not while mails are being sent. After a failed save the
/// planners concerned are thrown away and rebuilt from the store before anybody uses them again.
class Engine final : public Activity {
 public:
  /// `taken_over`: another notifier is active now, the service is to end.
  Engine(
      pg::Database& database, Clock& clock, LetterWriter writer, Deliver deliver,
      std::function<void()> taken_over = [] {});
  ~Engine() override;

  /// Becomes the active notifier (NOT_LEADER when another stays active) and rebuilds every planner from the store.
  /// Before anything else.
  Status Load();
  /// Called after whatever may have made something due earlier: wakes the due loop.
  void OnChange(std::function<void()> poke) { poke_ = std::move(poke); }
  /// Whether another mail may begin to be sent: this notifier is active, as far as it can know, and is not about to
  /// stop. Thread-safe.
  bool MaySend() const { return !stopping_ && leadership_.Holds(); }
  /// Nothing leaves before this is true: facts that happened while the notifier was away are heard first.
  void SendOnlyWhen(std::function<bool()> caught_up) { caught_up_ = std::move(caught_up); }
  /// Called with each mail that was sent, after it was written down.
  void OnSent(std::function<void(const SentMail&)> told) { told_ = std::move(told); }

  /// What the consumer of directory's and network's events does.
  inbox::Handler Hearing();
  /// What the due loop does: dates, then everything that leaves at or before the clock's present reading. Answers the
  /// next instant.
  Result<std::optional<Instant>> Dispatch();
  /// Ends the back-offs and the waiting for what can no longer come. Before the due loop is stopped.
  void Stop();

  /// Who will receive what, and when, if nothing changes. Errors: NOT_FOUND for a Caf or an event nobody knows.
  Result<std::vector<Reminder>> Preview(const std::string& caf, const std::string& event, const std::string& rule,
                                        std::optional<Instant> until);
  /// What somebody does to the plan of the call's Caf, in one commit with the record of the request: a repeat gets the
  /// first answer. `act` may run again; what it has changed is forgotten then, and when nothing is saved. An act that
  /// answers an error has changed nothing. Errors: NOT_FOUND for a Caf nobody knows, NOT_LEADER.
  template <class Response>
  Result<Response> Act(const Call& call, const std::function<Result<Response>(pg::Transaction&, Planner&)>& act) {
    Lock lock(mutex_);
    bool acted = false;  // not when the request was answered before
    auto done = database_.UpdateAlone<Response>(call, [&](pg::Transaction& tx) -> Result<Response> {
      auto planner = BeginAct(lock, tx, call.caf);
      if (!planner) return Propagate(planner);
      auto response = act(tx, **planner);
      acted = response.has_value();
      if (acted) SaveAct(tx, **planner);
      return response;
    });
    if (done && acted) stale_.erase(call.caf);
    lock.unlock();
    poke_();  // after a failure too: a commit whose answer was lost has happened all the same
    return done;
  }
  /// A hard bounce arrived for an address, over all Cafs; whether it is blocked now.
  Result<bool> ReportBounce(const std::string& address, const std::string& answer);
  /// Looks at what is known of a Caf, for names and titles; null when nobody knows it. After a failed save it may be
  /// ahead of the store. The lock is held meanwhile.
  void Look(const std::string& caf, const std::function<void(const Planner*)>& look) const;

  std::string name() const override { return "notifier engine"; }
  /// No mail under way, and none that waits for a back-off.
  bool Quiet() const override;

 private:
  using Lock = std::unique_lock<std::mutex>;
  static constexpr std::size_t kLongestAnswer = 500;  // characters kept of what a mail server says

  Status Hear(pg::Transaction& tx, const std::vector<kafka::Envelope>& envelopes);
  void Heard(bool committed);
  Result<Planner*> BeginAct(Lock& lock, pg::Transaction& tx, const std::string& caf);
  void SaveAct(pg::Transaction& tx, Planner& planner);
  Planner& PlannerOf(const std::string& caf);
  Result<Planner*> KnownPlanner(const std::string& caf);

  /// Rebuilds what a failed save has made stale; waits for mails under way.
  Status Refresh(Lock& lock);
  void Rebuild(const std::string& caf, const Records& stored);
  void Forget(const std::string& caf);

  using Changes = std::vector<std::pair<std::string, Records>>;  // by Caf
  Changes TakeChanges();
  /// They were not saved: the planners are rebuilt before anybody uses them again.
  void MarkStale(const Changes& changes);
  /// Saves what changed; on failure the planners concerned are to be marked stale.
  Status Save(const Changes& changes, const News& news) const;
  /// For what has already happened outside: tries until it is written down, or Stop, or another notifier is active.
  Status SaveForSure(const Changes& changes, const News& news) const;
  /// A wave that is with the mail server.
  struct Delivery {
    std::unique_ptr<const std::vector<Outgoing>> wave;
    std::future<std::vector<Posted>> posted;
    std::chrono::steady_clock::time_point began;
  };
  Status SendDue(Lock& lock);
  bool MayClaim() const;
  std::vector<Mail> Claim();
  /// Claims are in the store before the mail server hears of them; letters are written while the store is waited for.
  Status SaveWhileWriting(const std::vector<Mail>& claimed, const std::optional<News>& news,
                          std::vector<Outgoing>& written);
  Delivery Give(std::vector<Outgoing> wave);
  /// Waits without the lock, then reports what became of each; nullopt: nothing was under way.
  std::optional<News> Await(Delivery& delivery, Lock& lock);
  void Reported(const Mail& mail, const Posted& posted, News& news);
  void Bounced(const std::string& address, const std::string& answer, News& news);
  void Unclaim(const std::vector<Mail>& claimed);
  /// Everybody at the address, in every Caf.
  std::vector<BlockedPerson> Block(const std::string& address, const std::string& answer);

  pg::Database& database_;
  Clock& clock_;
  Leadership leadership_;
  Bounces bounces_;
  const LetterWriter writer_;
  const Deliver deliver_;
  Measures measures_;
  std::function<void()> poke_ = [] {};
  std::function<bool()> caught_up_ = [] { return true; };
  std::function<void(const SentMail&)> told_ = [](const SentMail&) {};
  std::atomic<bool> stopping_ = false;

  mutable std::mutex mutex_;
  std::condition_variable idle_;
  bool sending_ = false;                             // a wave is with the mail server
  std::chrono::steady_clock::duration last_took_{};  // the last one to come back
  std::map<std::string, std::unique_ptr<Planner>> planners_;
  Dispatcher dispatcher_;
  std::set<std::string> stale_;    // Cafs to be rebuilt
  std::set<std::string> touched_;  // Cafs that the transaction under way has changed
  Lock hearing_;                   // held from Hear to Heard
  Retries retries_;                // last: its thread calls back
};

}  // namespace maillage::notifier
