#include "platform/inbox/applier.h"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <set>
#include <stdexcept>

#include "platform/core/reasons.h"
#include "platform/fault/fault.h"
#include "platform/inbox/forgotten.h"
#include "platform/letters/letter.h"
#include "platform/log/log.h"
#include "platform/pg/array.h"

namespace maillage::inbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr pg::Statement kSeen{
    "inbox_insert",
    "insert into public.inbox (consumer, event_id) select $1, unnest($2::text[]) on conflict do nothing "
    "returning event_id"};

/// The fault of the moment, not of an event: trying again helps, and a dead letter would be wrong.
bool OfTheMoment(const Error& error) {
  return error.code == Code::kUnavailable || error.reason == reason::kPoolExhausted.name ||
         error.reason == reason::kConcurrentChange.name || error.reason == reason::kDeadlineExceeded.name;
}

/// 50, 100, … 2000 ms, or less when `stop` is requested.
void Pause(int attempt, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, std::min(milliseconds(50) * (1 << std::min(attempt, 6)), milliseconds(2000)),
                [] { return false; });
}

}  // namespace

Applier::Applier(pg::Database& database, kafka::Producer& dead_letters, const ConsumerConfig& config, Handler handler,
                 Progress& progress)
    : session_(database),
      dead_letters_(dead_letters),
      config_(config),
      handler_(std::move(handler)),
      progress_(progress),
      next_flush_(steady_clock::now() + config.flush),
      applied_(metrics::Registry::Process().AddCounter("maillage_consumer_applied_total", "Events applied.",
                                                       {{"group", config.group}})),
      failures_(metrics::Registry::Process().AddCounter("maillage_consumer_failures_total",
                                                        "Batches of events that could not be applied: tried again.",
                                                        {{"group", config.group}})),
      dead_(metrics::Registry::Process().AddCounter(
          "maillage_consumer_dead_letters_total", "Events that went to the dead letters.", {{"group", config.group}})) {
}

bool Applier::Apply(std::vector<kafka::Received> received, std::stop_token stop) {
  bool readable = true;
  std::vector<kafka::Envelope> events;
  events.reserve(received.size());
  for (auto& one : received) {
    readable = readable && one.status;
    events.push_back(std::move(one.envelope));
  }
  for (int attempt = 0; readable && !stop.stop_requested(); ++attempt) {
    auto status = Together(events);
    if (status) {
      Done(events);
      return true;
    }
    if (Lost()) return false;
    log::Warn("a batch of events was not applied", status.error(), {{"events", std::to_string(events.size())}});
    if (!OfTheMoment(status.error())) break;
    Pause(attempt, stop);
  }
  for (std::size_t i = 0; i < events.size() && !stop.stop_requested(); ++i) {
    if (!Alone(events[i], received[i].status, stop)) return !Lost();
  }
  return true;
}

bool Applier::Flush() {
  next_flush_ = steady_clock::now() + config_.flush;
  if (session_.unflushed()) {
    auto status = session_.Flush(pg::Scope("*", steady_clock::now() + seconds(2)));
    if (Lost()) return false;
    if (!status) {
      log::Warn("what was applied is not on the disk yet; its offsets wait", status.error());
      return true;
    }
  }
  buried_ = false;
  progress_.Flushed();
  return true;
}

/// Whether a connection was lost with commits that may be undone; from then on somebody else knows.
bool Applier::Lost() {
  const bool lost = session_.lost();
  session_.Recovered();
  return lost;
}

/// Inbox, effects and outbox in one commit.
Status Applier::Together(const std::vector<kafka::Envelope>& events) {
  bool ran = false;
  std::size_t fresh = 0;
  const auto body = [&](pg::Transaction& tx) -> Status {
    if (session_.lost()) return Fail(reason::kDatabaseUnavailable, "what was applied before may be lost");
    ran = true;
    try {
      return Hand(tx, events, fresh);
    } catch (const std::exception& fault) {
      return Fail(reason::kInternal, "{}", fault.what());
    }
  };
  const pg::Scope scope("*", steady_clock::now() + seconds(30));
  auto status = handler_.rolled_back ? session_.Run(scope, body) : session_.RunUnflushed(scope, body);
  if (!status) {
    failures_.Add();
    if (ran && handler_.rolled_back) handler_.rolled_back();
    return status;
  }
  applied_.Add(static_cast<double>(fresh));
  if (handler_.committed) handler_.committed();
  return status;
}

Status Applier::Hand(pg::Transaction& tx, const std::vector<kafka::Envelope>& events, std::size_t& fresh) {
  if (!SomeMayBeForgotten(events)) return HandUnseen(tx, events, fresh);
  auto known = WithoutForgotten(tx, config_.group, events);
  if (!known) return Propagate(known);
  return HandUnseen(tx, *known, fresh);
}

/// Hands those over that the inbox has not seen, of two copies in one batch the first. `fresh`: how many.
Status Applier::HandUnseen(pg::Transaction& tx, const std::vector<kafka::Envelope>& events, std::size_t& fresh) {
  pg::Array<std::string> ids;
  for (const auto& event : events) ids.Add(event.id);
  auto rows = tx.Query(kSeen, config_.group, ids);
  if (!rows) return Propagate(rows);
  fresh = static_cast<std::size_t>(rows->size());
  if (fresh == 0) return {};
  for (const auto& event : events) {
    if (fault::Fails(fault::Point::kInboxApply, event.type)) throw std::runtime_error("the handler failed");
  }
  if (fresh == events.size()) return handler_.apply(tx, events);
  std::set<std::string> inserted;
  for (const auto row : *rows) inserted.insert(row.Get<std::string>("event_id"));
  std::vector<kafka::Envelope> unseen;
  for (const auto& event : events) {
    if (inserted.erase(event.id) > 0) unseen.push_back(event);
  }
  return handler_.apply(tx, unseen);
}

/// One event by itself: applied, or dead after so many attempts. False when told to stop before, or what went before is
/// lost.
bool Applier::Alone(const kafka::Envelope& event, const Status& readable, std::stop_token stop) {
  Status status = readable;
  for (int attempt = 1; readable && !stop.stop_requested(); ++attempt) {
    status = Together({event});
    if (status) {
      Done({event});
      return true;
    }
    if (session_.lost()) return false;
    if (OfTheMoment(status.error())) {
      attempt = std::min(attempt, config_.attempts - 1);  // never dead of that
    } else if (attempt >= config_.attempts) {
      break;
    }
    Pause(attempt, stop);
  }
  if (stop.stop_requested()) return false;
  if (!Bury(event, status.error(), stop)) return false;
  Done({event});
  return true;
}

/// Writes the dead letter, however long it takes: without it the event would be lost.
bool Applier::Bury(const kafka::Envelope& event, const Error& error, std::stop_token stop) {
  const auto letter = letters::LetterOf(event, event.topic.substr(config_.kafka.prefix.size()), config_.group, error);
  for (int attempt = 0; !stop.stop_requested(); ++attempt) {
    if (dead_letters_.Send({letter}, seconds(30), stop).size() == 1) {
      dead_.Add();
      buried_ = true;
      log::Error("an event went to the dead letters", error,
                 {{"event", event.id},
                  {"type", event.type},
                  {"topic", event.topic},
                  {"offset", std::to_string(event.offset)}});
      return true;
    }
    Pause(attempt, stop);
  }
  return false;
}

void Applier::Done(const std::vector<kafka::Envelope>& events) {
  for (std::size_t i = 0; i < events.size(); ++i) {
    const bool more = i + 1 < events.size() && events[i + 1].partition == events[i].partition &&
                      events[i + 1].topic == events[i].topic;
    if (!more) progress_.Applied({events[i].topic, events[i].partition}, events[i].offset + 1);
  }
}

}  // namespace maillage::inbox
