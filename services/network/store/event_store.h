#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "network/domain/event.h"
#include "network/store/people.h"
#include "network/store/programme_store.h"
#include "platform/core/call.h"
#include "platform/pg/database.h"

namespace maillage::network::store {

/// Which events a list shows; what is empty does not filter.
struct EventFilter {
  std::string kind;
  std::string format;
  std::string state;
  std::optional<int> year;
};

/// Which registrations a list shows; what is empty does not filter.
struct RegistrationFilter {
  EventId event;
  PersonId person;
  SessionId session;
  std::string state;
};

/// Where a list of registrations goes on.
struct RegistrationKey {
  EventId event;
  RegistrationId registration;
};

/// Whether an act is for people of the network only; marking is not.
enum class Presence { kRequired, kIndifferent };

/// An aggregate, locked until the end of the transaction. Error: NOT_FOUND.
Result<Event> Lock(pg::Transaction& tx, const std::string& caf, const EventId& id);
/// The same with a person, who cannot leave meanwhile. Errors: NOT_FOUND (either), PERSON_NOT_PRESENT.
Result<std::pair<Event, KnownPerson>> LockFor(pg::Transaction& tx, const std::string& caf, const EventId& id,
                                              const PersonId& person, Presence presence);
/// Reads, without a lock. Error: NOT_FOUND.
Result<Event> Load(pg::Transaction& tx, const std::string& caf, const EventId& id);
/// Queues the rows that changed, and the facts, each with its own instant. An event that is there already, in its first
/// version: ALREADY_EXISTS at the next Query or the commit.
void Save(pg::Transaction& tx, Event& event, const Trace& trace);
/// The drafts of a year, by id. Each is locked until the end of the transaction.
Result<std::vector<Event>> LockDrafts(pg::Transaction& tx, const std::string& caf, int year);
/// The events of the Caf in which the person has a registration that is not over.
Result<std::vector<EventId>> EventsOf(pg::Transaction& tx, const std::string& caf, const PersonId& person);

/// Events as aggregates. Each act is one transaction: it locks the event's row (so acts on one event happen one after
/// the other), loads the aggregate, lets the domain decide, writes what changed and its facts. Thread-safe.
class EventStore {
 public:
  explicit EventStore(pg::Database& database) : database_(database) {}

  /// Called after each commit from the committing thread, as an offer may end earlier now. Before serving only.
  void OnChange(std::function<void()> changed) { changed_ = std::move(changed); }

  /// Says that something was changed past this object (imports).
  void Changed() const {
    if (changed_) changed_();
  }

  /// `act(Event&) -> Result<Answer>`. Errors: NOT_FOUND, those of the act, and PROGRAMME_CLOSED when it moves the event
  /// from or to a closed year.
  template <class Answer, class Act>
  Result<Answer> Change(const Call& call, const EventId& id, const Act& act) {
    return Told(database_.Update<Answer>(call, [&](pg::Transaction& tx) -> Result<Answer> {
      auto event = Lock(tx, call.caf, id);
      if (!event) return Propagate(event);
      const int year = event->details().year;
      Result<Answer> answer = act(*event);
      if (!answer) return answer;
      Save(tx, *event, call.trace);
      if (const int next = event->details().year; next != year) {
        if (auto open = RequireOpenYears(tx, call.caf, {year, next}); !open) return Propagate(open);
      }
      return answer;
    }));
  }

  /// An act of a person: `act(Event&, const KnownPerson&) -> Result<Answer>`. Errors: NOT_FOUND (event or person),
  /// PERSON_NOT_PRESENT when presence is required, and those of the act.
  template <class Answer, class Act>
  Result<Answer> ChangeFor(const Call& call, const EventId& id, const PersonId& person, Presence presence,
                           const Act& act) {
    return Told(database_.Update<Answer>(call, [&](pg::Transaction& tx) -> Result<Answer> {
      auto loaded = LockFor(tx, call.caf, id, person, presence);
      if (!loaded) return Propagate(loaded);
      auto& [event, known] = *loaded;
      Result<Answer> answer = act(event, std::as_const(known));
      if (answer) Save(tx, event, call.trace);
      return answer;
    }));
  }

  /// A new event. `answer(const Event&) -> Answer`. Errors: ALREADY_EXISTS, PROGRAMME_CLOSED.
  template <class Answer, class Make>
  Result<Answer> Create(const Call& call, Event event, const Make& answer) {
    return database_.Update<Answer>(call, [&](pg::Transaction& tx) -> Result<Answer> {
      Event copy = event;  // the closure may run again
      Save(tx, copy, call.trace);
      if (auto open = RequireOpenYears(tx, call.caf, {copy.details().year}); !open) return Propagate(open);
      return answer(copy);
    });
  }

  /// Reads, without a lock. Error: NOT_FOUND.
  Result<Event> Get(const Call& call, const EventId& id) const;
  /// By id, at most `limit`, after `after`.
  Result<std::vector<Event>> List(const Call& call, const EventFilter& filter, const std::string& after,
                                  int limit) const;
  /// By event and id, at most `limit`, after `after`; each with its event's id and its rank.
  Result<std::vector<std::pair<EventId, Registration>>> ListRegistrations(const Call& call,
                                                                          const RegistrationFilter& filter,
                                                                          const RegistrationKey& after,
                                                                          int limit) const;
  /// Every event in which the person has a registration that is not over.
  Result<std::vector<Event>> EventsOfPerson(const std::string& caf, const PersonId& person) const;
  /// By person, at most `limit` (0: all), after `after`.
  Result<std::vector<SurveyAnswer>> SurveyAnswers(const Call& call, const EventId& id, const std::string& after,
                                                  int limit) const;

  /// Lets the offers lapse that end at or before `now`, all events in order of instants, each in its own transaction;
  /// answers when the next one ends. For the due loop.
  Result<std::optional<Instant>> RunDue(Instant now);

  pg::Database& database() const { return database_; }

 private:
  template <class Answer>
  Result<Answer> Told(Result<Answer> answer) const {
    // A commit whose answer was lost may have happened all the same.
    if (answer || answer.error().code == Code::kUnavailable || answer.error().code == Code::kDeadlineExceeded)
      Changed();
    return answer;
  }

  pg::Database& database_;
  std::function<void()> changed_;
};

}  // namespace maillage::network::store
