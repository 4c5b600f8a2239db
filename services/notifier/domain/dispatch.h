#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "notifier/domain/planner.h"

namespace maillage::notifier {

/// One mail to one person of one Caf: a transactional one (a single section) or a digest of reminders (§5).
struct Mail {
  std::string caf;        // 95
  std::string recipient;  // cafs/95/people/p-1
  std::string address;
  Instant at{};  // the clock's reading when it was claimed: `Date:`
  bool transactional = false;
  /// In the order in which they are shown: by date of the subject, then rule id.
  std::vector<Reminder> sections;
  /// `<{32 hexadecimal digits}@maillage>`, derived from the keys of its sections.
  std::string message_id;
  /// It may have arrived already (a lost lease, or a connection lost after the final dot).
  bool second_copy = false;
};

/// What the mail server said.
struct Outcome {
  enum Kind {
    kSent,       // taken
    kRefused,    // 5xx: never
    kPostponed,  // 4xx, or no connection before the final dot: again later
    kUnknown,    // connection lost after the final dot: again with the same Message-ID
  };
  Kind kind = kSent;
  std::string answer;
};

/// Decides what leaves, address by address over all Cafs (REMINDERS.md §3, §5): judged again, digest, mute before cap,
/// weekly cap. One Dispatcher for all planners of a process. Not thread-safe: its owner holds one lock around it and
/// its planners, but not while a mail is being sent: several mails may be under way at once, never two to one address.
class Dispatcher {
 public:
  /// `planner` must outlive the Dispatcher, or be removed first. Rows that were CLAIMED or UNKNOWN when the planner was
  /// stored leave again first, as second copies.
  void Add(Planner& planner);
  void Remove(const Planner& planner);

  /// The next mail that leaves at `now`, its rows CLAIMED; nullopt: nothing more for now (what waits for a mail under
  /// way comes after its Report). Rows that do not leave (no longer wanted, muted, over the cap, past their until) get
  /// their state. Save every planner's TakeChanges() before the mail is given to the mail server.
  std::optional<Mail> Next(Instant now);

  /// What became of a mail. Save TakeChanges() after it. After kPostponed its rows are PLANNED again and come back from
  /// Next() only after Retry(address).
  void Report(const Mail& mail, const Outcome& outcome, Instant now);
  /// The back-off of an address is over (its length is the caller's, on the steady clock).
  void Retry(std::string_view address);
  /// Addresses that wait for Retry.
  const std::set<std::string>& postponed() const { return postponed_; }

  /// The next instant at which something is to be done, over all planners.
  std::optional<Instant> NextInstant() const;
  /// Nothing leaves at or before `now`, and no mail is under way.
  bool Quiet(Instant now) const;

 private:
  std::optional<std::string> DueAddress(const Book& book, Instant now) const;
  bool IsBusy(const std::string& address) const;
  bool AllUnderWay() const;
  std::optional<Mail> SecondCopy(Instant now);
  std::optional<Mail> NextFor(const std::string& address, Instant now);

  std::map<std::string, Planner*> planners_;
  std::set<std::string> under_way_;
  std::size_t rows_under_way_ = 0;  // of the mails to these
  std::set<std::string> postponed_;
};

}  // namespace maillage::notifier
