#pragma once

#include <vector>

#include "notifier/domain/model.h"
#include "notifier/domain/mornings.h"

namespace maillage::notifier {

inline constexpr Instant kNever = Instant::max();
inline constexpr Instant kNotSet = Instant::min();

/// The dates of REMINDERS.md §4 that reminders about an event count from, derived from its sessions.
struct EventDates {
  struct OfSession {
    Instant start;
    Instant end;
    CivilDate start_date;  // in the session's zone
    CivilDate end_date;
    Zones::Index zone;
    bool cancelled;
  };
  std::vector<OfSession> sessions;  // as in Event::sessions

  int first = -1;  // the session of E: the earliest start among those not cancelled; -1: all are cancelled
  int last = -1;   // the session of L: the latest end among those not cancelled
  Instant last_start = kNotSet;   // the latest start among those not cancelled
  Instant opens_at = kNever;      // registration is open from here …
  Instant closes_at = kNever;     // … to here, as far as the window goes
  Instant seats_until = kNotSet;  // O

  static EventDates Of(const Event& event, Zones& zones);

  Instant E() const { return first < 0 ? kNotSet : sessions[static_cast<std::size_t>(first)].start; }
  CivilDate EDate() const { return first < 0 ? CivilDate{} : sessions[static_cast<std::size_t>(first)].start_date; }
};

}  // namespace maillage::notifier
