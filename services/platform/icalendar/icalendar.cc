#include "platform/icalendar/icalendar.h"

#include <date/tz.h>

namespace maillage::icalendar {
namespace {

/// One stretch between two changes of the clock.
icalcomponent* Observance(const date::sys_info& info, LocalTime begin, std::chrono::seconds offset_before) {
  const bool is_standard = info.save == std::chrono::minutes(0);
  auto* part = icalcomponent_new(is_standard ? ICAL_XSTANDARD_COMPONENT : ICAL_XDAYLIGHT_COMPONENT);
  icalcomponent_add_property(part, icalproperty_new_dtstart(Time(begin)));
  icalcomponent_add_property(part, icalproperty_new_tzoffsetfrom(static_cast<int>(offset_before.count())));
  icalcomponent_add_property(part, icalproperty_new_tzoffsetto(static_cast<int>(info.offset.count())));
  icalcomponent_add_property(part, icalproperty_new_tzname(info.abbrev.c_str()));
  return part;
}

}  // namespace

icaltimetype Time(LocalTime local) {
  const date::year_month_day day{date::floor<date::days>(local)};
  const auto time = date::make_time(local - date::floor<date::days>(local));
  auto out = icaltime_null_time();
  out.year = static_cast<int>(day.year());
  out.month = static_cast<int>(static_cast<unsigned>(day.month()));
  out.day = static_cast<int>(static_cast<unsigned>(day.day()));
  out.hour = static_cast<int>(time.hours().count());
  out.minute = static_cast<int>(time.minutes().count());
  out.second = static_cast<int>(time.seconds().count());
  return out;
}

icaltimetype Utc(Instant instant) {
  auto out = Time(LocalTime(date::floor<std::chrono::seconds>(instant).time_since_epoch()));
  out.zone = icaltimezone_get_utc_timezone();
  return out;
}

icalproperty* InZone(icalproperty* property, const std::string& zone) {
  icalproperty_add_parameter(property, icalparameter_new_tzid(zone.c_str()));
  return property;
}

icalcomponent* TimeZoneComponent(const std::string& name, Instant first, Instant last) {
  auto* component = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
  icalcomponent_add_property(component, icalproperty_new_tzid(name.c_str()));
  const auto* zone = date::locate_zone(name);
  auto info = zone->get_info(first);
  while (true) {
    if (info.begin < date::sys_seconds()) {  // so since long before any meeting: 1970 says it as well
      icalcomponent_add_component(component, Observance(info, LocalTime(), info.offset));
    } else {
      // The wall clock at the moment of the change is read with the offset before it (RFC 5545 §3.6.5).
      const auto before = zone->get_info(info.begin - std::chrono::seconds(1)).offset;
      icalcomponent_add_component(component,
                                  Observance(info, LocalTime(info.begin.time_since_epoch() + before), before));
    }
    if (info.end > last) return component;
    info = zone->get_info(info.end);
  }
}

}  // namespace maillage::icalendar
