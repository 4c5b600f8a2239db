#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/core/time.h"

namespace maillage::notifier {

/// REMINDERS.md §7.
enum class ReminderState : std::uint8_t {
  kPlanned,
  kClaimed,
  kSent,
  kFailed,
  kUnknown,
  kCancelled,
  kNotApplicable,
  kMissed,
  kSuppressed
};

using maillage::ToString;  // of dates and instants: not to be hidden here
/// `PLANNED`, …
const char* ToString(ReminderState state);
/// The reverse; PLANNED for what is unknown.
ReminderState ParseReminderState(std::string_view text);

/// One row of the ledger, unique by (caf, rule, recipient, subject, reference, channel) (REMINDERS.md §1). `name` is
/// derived from that key.
struct Reminder {
  std::string name;       // cafs/95/reminders/{32 hexadecimal digits}
  std::string rule;       // meeting.invitation
  std::string recipient;  // cafs/95/people/p-1
  std::string subject;    // cafs/95/events/r1
  std::string reference;  // 2026-02-03, or an RFC 3339 instant in UTC
  std::string channel = "EMAIL";

  ReminderState state = ReminderState::kPlanned;
  std::string detail;  // why it stands there; may be empty

  std::optional<Instant> due;    // absent: what has no due time
  std::optional<Instant> leave;  // when it leaves by plan, or left
  std::optional<Instant> until;  // never at or after
  /// Beginning of the present stretch in which it is wanted (§3); absent: it is not wanted now.
  std::optional<Instant> since;
  /// It was over the weekly cap and waits for the next morning (§5).
  bool capped = false;
  /// A person sends it by hand: judged no more.
  bool by_hand = false;

  /// What the mail is about besides its subject: the event of a welcome.* reminder; empty: nothing.
  std::string about;

  std::optional<Instant> claimed_at;  // CLAIMED, UNKNOWN
  std::string claim;                  // token of the claim: the Message-ID of the mail under way
  std::optional<Instant> sent_at;
  std::string address;     // to which it was sent
  std::string message_id;  // shared by the sections of a digest
  std::string server_answer;
};

/// The resource name that the key gives.
std::string ReminderName(std::string_view caf, std::string_view rule, std::string_view recipient,
                         std::string_view subject, std::string_view reference, std::string_view channel);

}  // namespace maillage::notifier
