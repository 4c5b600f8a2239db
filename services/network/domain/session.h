#pragma once

#include <optional>
#include <string>

#include "network/domain/ids.h"
#include "platform/calendar/zone.h"
#include "platform/core/time.h"

namespace maillage::network {

/// What a session shall be, as its planner wrote it.
struct SessionDraft {
  std::string id;
  std::string title;
  std::string starts_at;  // YYYY-MM-DDTHH:MM in `zone`
  std::string ends_at;
  std::string zone;  // empty: the event's
  int minutes = 0;
  int capacity = 0;
  int minimum = 0;
  std::string place;
  std::string access;
  std::string link;
  std::string insee;
  std::string deliverable;
  std::string deliverable_due_on;  // YYYY-MM-DD or empty
};

/// One dated occurrence of an event: wall-clock times with their zone, from which the instants are derived.
struct Session {
  SessionId id;
  /// Position among the sessions of the event by the start planned first, from 1. Never changes: 1 is "planned first".
  int ordinal = 0;
  std::string title;
  LocalTime starts_at{};
  LocalTime ends_at{};
  Zone zone = Zone::Utc();
  /// Minutes that count for attendance.
  int minutes = 0;
  int capacity = 0;
  int minimum = 0;
  std::string place;
  std::string access;
  std::string link;
  std::string insee;
  std::string deliverable;
  std::optional<CivilDate> deliverable_due_on;
  bool cancelled = false;

  Instant start() const { return zone.ToInstant(starts_at); }
  Instant end() const { return zone.ToInstant(ends_at); }
  /// "Started" and "past" mean at or before now (REMINDERS.md §4).
  bool HasStarted(Instant now) const { return start() <= now; }
  bool IsToCome(Instant now) const { return !cancelled && !HasStarted(now); }
};

}  // namespace maillage::network
