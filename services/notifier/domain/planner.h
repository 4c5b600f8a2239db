#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "notifier/domain/facts.h"
#include "notifier/domain/records.h"
#include "platform/core/result.h"

namespace maillage::notifier {

struct Book;

/// The plan of reminders of one Caf (REMINDERS.md §1–§4): hears facts, knows who is to receive what and when, and since
/// when it is wanted. Sends nothing: Dispatcher decides what leaves. Everything is a function of the facts, their
/// instants and the outcomes of sending; there is no clock and no I/O.
///
/// Order of calls: Apply each fact with its own instant, in the order of instants; AdvanceTo(now) once caught up; then
/// Dispatcher. Apply never sends: facts heard late (after an outage) are simply applied with the instants at which they
/// happened. Not thread-safe. After a failed save the planner is ahead of the store: throw it away and rebuild it.
class Planner {
 public:
  /// Knows nothing but the Caf's code (`95`); the first fact must be CafKnown.
  explicit Planner(std::string caf);
  /// Goes on exactly where the planner stood whose rows these are.
  static Planner FromStored(std::string caf, const Records& stored);

  Planner(Planner&&) noexcept;
  Planner& operator=(Planner&&) noexcept;
  ~Planner();

  const std::string& caf() const;

  /// Hears a fact that happened at `at`; dates before it are accounted for first (§3 "At one instant").
  void Apply(const Fact& fact, Instant at);
  /// Dates up to and including `now` begin or end what they begin or end.
  void AdvanceTo(Instant now);

  /// The next instant at which a date changes something or a reminder leaves; may be past after an outage.
  std::optional<Instant> NextInstant() const;
  /// Whether anything leaves at or before `now`.
  bool HasDue(Instant now) const;

  /// What changed since the last call, for the store; save it in one transaction with the consumer's inbox.
  Records TakeChanges();

  /// Sends a MISSED or FAILED reminder again, by hand, at `now` (§7). Errors: NOT_FOUND, REMINDER_STATE,
  /// PERSON_NOT_PRESENT, ADDRESS_BLOCKED.
  Result<Reminder> Resend(std::string_view reminder, Instant now);

  /// A planner of its own that stands where this one does, with nothing to be saved.
  Planner Copy() const;
  /// What will leave and when if nothing else happens (§9), as PLANNED rows by leave time. Plays the time to come, so
  /// it spends the planner: `planner.Copy().Preview(…)`; for a large Caf that takes seconds: not under a lock. `event`:
  /// only about this one, as if published at `now` when it is a draft; `rule`: only this one; both may be empty.
  /// `until`: only what leaves before.
  std::vector<Reminder> Preview(std::string_view event, std::string_view rule, Instant now,
                                std::optional<Instant> until) &&;

  /// Null when unknown. The pointers live until the next call that changes the planner.
  const Caf* FindCaf() const;
  const Person* FindPerson(std::string_view name) const;
  /// Names of the people with that address, whatever its case.
  std::vector<std::string> PeopleAt(std::string_view address) const;
  const Event* FindEvent(std::string_view name) const;
  /// The event of a session's name, an event's name; null when unknown.
  const Event* FindEventOf(std::string_view subject) const;
  const Session* FindSession(std::string_view name) const;
  /// The person's active registration for the event, else the last one; null when there is none. `session`: only one in
  /// this session.
  const Registration* FindRegistration(std::string_view event, std::string_view person,
                                       std::string_view session = {}) const;
  /// Seats by session (SEQUENCE: by event): confirmed, offered, waiting.
  struct Seats {
    int capacity = 0, confirmed = 0, offered = 0, waiting = 0;
  };
  Seats SeatsOf(std::string_view session) const;
  /// The Caf's wording for a rule; empty: the template's.
  std::string WordingOf(std::string_view rule) const;

 private:
  friend class Dispatcher;
  explicit Planner(std::unique_ptr<Book> book);
  std::unique_ptr<Book> book_;
};

}  // namespace maillage::notifier
