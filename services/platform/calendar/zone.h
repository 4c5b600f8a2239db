#pragma once

#include <string>
#include <string_view>

#include "platform/core/time.h"

namespace date {
class time_zone;
}

namespace maillage {

/// An IANA time zone. Cheap to copy; never dangling (the time zone database lives as long as the process).
class Zone {
 public:
  /// Error: UNKNOWN_ZONE.
  static Result<Zone> Named(std::string_view name);
  static Zone Utc();

  const std::string& name() const;

  /// The instant of a wall-clock time. One that does not exist is moved forward by the gap, one that exists twice is
  /// its first occurrence (REMINDERS.md §2.5).
  Instant ToInstant(LocalTime local) const;
  /// 00:00 of a day, by the same rule.
  Instant StartOf(CivilDate date) const;
  LocalTime ToLocal(Instant instant) const;
  CivilDate DateOf(Instant instant) const;

  friend bool operator==(const Zone& a, const Zone& b) { return a.zone_ == b.zone_; }

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}
  const date::time_zone* zone_;
};

}  // namespace maillage
