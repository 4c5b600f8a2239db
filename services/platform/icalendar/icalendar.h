#pragma once

#include <libical/ical.h>

#include <string>

#include "platform/core/time.h"

/// What every iCalendar object of ours needs (RFC 5545), over libical. Thread-safe.
namespace maillage::icalendar {

/// A wall-clock time; its zone is a parameter of the property.
icaltimetype Time(LocalTime local);
/// In UTC, to the second.
icaltimetype Utc(Instant instant);

/// The property, with its TZID.
icalproperty* InZone(icalproperty* property, const std::string& zone);
/// A VTIMEZONE that holds from `first` to `last`, from the data that our instants are computed with. `name`: an IANA
/// zone; throws std::runtime_error for one that is none. The caller owns it.
icalcomponent* TimeZoneComponent(const std::string& name, Instant first, Instant last);

}  // namespace maillage::icalendar
