#pragma once

#include <libical/ical.h>

#include <string>

#include "platform/core/time.h"

namespace maillage::network::web {

icaltimetype IcalTime(LocalTime local);
icaltimetype IcalUtc(Instant instant);

/// A VTIMEZONE that holds from `first` to `last`, from the same data as our instants. The caller owns it.
icalcomponent* TimeZoneComponent(const std::string& name, Instant first, Instant last);

}  // namespace maillage::network::web
