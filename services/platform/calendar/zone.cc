#include "platform/calendar/zone.h"

#include <date/tz.h>

#include <stdexcept>

#include "platform/core/reasons.h"

namespace maillage {

Result<Zone> Zone::Named(std::string_view name) {
  try {
    return Zone(date::locate_zone(std::string(name)));
  } catch (const std::runtime_error&) {
    return Fail(reason::kUnknownZone, "{:?} is not in the time zone database", name);
  }
}

Zone Zone::Utc() { return Zone(date::locate_zone("Etc/UTC")); }

const std::string& Zone::name() const { return zone_->name(); }

Instant Zone::ToInstant(LocalTime local) const {
  // `first` is the offset before the change: in a gap it moves the time forward by the gap's length, in an overlap it
  // is the first occurrence, elsewhere it is the only one.
  const auto info = zone_->get_info(local);
  return Instant{local.time_since_epoch() - info.first.offset};
}

Instant Zone::StartOf(CivilDate date) const { return ToInstant(date::local_days{date}); }

LocalTime Zone::ToLocal(Instant instant) const { return date::floor<std::chrono::seconds>(zone_->to_local(instant)); }

CivilDate Zone::DateOf(Instant instant) const { return CivilDate{date::floor<date::days>(ToLocal(instant))}; }

}  // namespace maillage
