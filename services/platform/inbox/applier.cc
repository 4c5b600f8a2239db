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

namespace maillage::inbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

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
    : database_(database),
      dead_letters_(dead_letters),
      config_(config),
      handler_(std::move(handler)),
      progress_(progress),
      applied_(metrics::Registry::Process().AddCounter("maillage_consumer_applied_total", "Events applied.",
                                                       {{"group", config.group}})),
      dead_(metrics::Registry::Process().AddCounter(
          "maillage_consumer_dead_letters_total", "Events that went to the dead letters.", {{"group", config.group}})) {
}

void Applier::Apply(const std::vector<kafka::Received>& received, std::stop_token stop) {
  std::vector<kafka::Envelope> events;
  for (const auto& one : received) {
    if (one.status) events.push_back(one.envelope);
  }
  if (events.size() == received.size()) {
    for (int attempt = 0; !stop.stop_requested(); ++attempt) {
      auto status = Together(events);
      if (status) {
        for (const auto& event : events) Done(event);
        return;
      }
      log::Warn("a batch of events was not applied", status.error(), {{"events", std::to_string(events.size())}});
      if (!OfTheMoment(status.error())) break;
      Pause(attempt, stop);
    }
  }
  for (const auto& one : received) {
    if (stop.stop_requested() || !Alone(one, stop)) return;
  }
}

/// Inbox, effects and outbox in one commit.
Status Applier::Together(const std::vector<kafka::Envelope>& events) {
  bool ran = false;
  const auto forget = [&] {
    if (ran && handler_.rolled_back) handler_.rolled_back();
  };
  std::size_t fresh = 0;
  Status status;
  try {
    auto written = database_.Write<bool>(pg::Scope("*", std::chrono::steady_clock::now() + seconds(30)),
                                         [&](pg::Transaction& tx) -> Result<bool> {
                                           forget();  // a run that was rolled back because of a collision
                                           ran = true;
                                           auto unseen = Unseen(tx, events);
                                           if (!unseen) return Propagate(unseen);
                                           fresh = unseen->size();
                                           if (unseen->empty()) return true;
                                           for (const auto& event : *unseen) {
                                             if (fault::Fails(fault::Point::kInboxApply, event.type))
                                               throw std::runtime_error("the handler failed");
                                           }
                                           if (auto applied = handler_.apply(tx, *unseen); !applied)
                                             return Propagate(applied);
                                           return true;
                                         });
    if (!written) status = Propagate(written);
  } catch (const std::exception& fault) {
    status = Fail(reason::kInternal, "{}", fault.what());
  }
  if (!status) {
    forget();
    return status;
  }
  applied_.Add(static_cast<double>(fresh));
  if (handler_.committed) handler_.committed();
  return {};
}

Result<std::vector<kafka::Envelope>> Applier::Unseen(pg::Transaction& tx, const std::vector<kafka::Envelope>& events) {
  auto known = WithoutForgotten(tx, config_.group, events);
  if (!known) return Propagate(known);
  std::vector<std::string> ids;
  for (const auto& event : *known) ids.push_back(event.id);
  auto rows = tx.Query(kSeen, config_.group, ids);
  if (!rows) return Propagate(rows);
  std::set<std::string> inserted;
  for (const auto row : *rows) inserted.insert(row.Get<std::string>("event_id"));
  std::vector<kafka::Envelope> unseen;
  for (auto& event : *known) {
    if (inserted.erase(event.id) > 0) unseen.push_back(std::move(event));  // the first of two copies in one batch
  }
  return unseen;
}

/// One event by itself: applied, or dead after so many attempts. False when told to stop before.
bool Applier::Alone(const kafka::Received& received, std::stop_token stop) {
  Status status = received.status;
  for (int attempt = 1; received.status && !stop.stop_requested(); ++attempt) {
    status = Together({received.envelope});
    if (status) {
      Done(received.envelope);
      return true;
    }
    if (OfTheMoment(status.error())) {
      attempt = std::min(attempt, config_.attempts - 1);  // never dead of that
    } else if (attempt >= config_.attempts) {
      break;
    }
    Pause(attempt, stop);
  }
  if (stop.stop_requested()) return false;
  if (!Bury(received.envelope, status.error(), stop)) return false;
  Done(received.envelope);
  return true;
}

/// Writes the dead letter, however long it takes: without it the event would be lost.
bool Applier::Bury(const kafka::Envelope& event, const Error& error, std::stop_token stop) {
  const auto letter = letters::LetterOf(event, event.topic.substr(config_.kafka.prefix.size()), config_.group, error);
  for (int attempt = 0; !stop.stop_requested(); ++attempt) {
    if (dead_letters_.Send({letter}, seconds(30), stop).size() == 1) {
      dead_.Add();
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

void Applier::Done(const kafka::Envelope& event) {
  progress_.Applied({event.topic, event.partition}, event.offset + 1);
}

}  // namespace maillage::inbox
