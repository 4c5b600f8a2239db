#include "notifier/mail/calendar_part.h"

#include <date/tz.h>
#include <libical/ical.h>

#include <map>
#include <memory>
#include <stdexcept>

#include "notifier/mail/clean.h"
#include "notifier/mail/words.h"
#include "platform/calendar/zone.h"

namespace maillage::notifier::mail {
namespace {

constexpr std::size_t kText = 200;

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

icaltimetype IcalTime(LocalTime local) {
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

icaltimetype IcalUtc(Instant instant) {
  auto out = IcalTime(LocalTime{date::floor<std::chrono::seconds>(instant).time_since_epoch()});
  out.zone = icaltimezone_get_utc_timezone();
  return out;
}

icalproperty* InZone(icalproperty* property, const std::string& zone) {
  icalproperty_add_parameter(property, icalparameter_new_tzid(zone.c_str()));
  return property;
}

/// One stretch between two changes of the clock, as STANDARD or DAYLIGHT.
icalcomponent* Observance(const date::sys_info& info, LocalTime begin, std::chrono::seconds offset_before) {
  auto* part =
      icalcomponent_new(info.save == std::chrono::minutes{0} ? ICAL_XSTANDARD_COMPONENT : ICAL_XDAYLIGHT_COMPONENT);
  icalcomponent_add_property(part, icalproperty_new_dtstart(IcalTime(begin)));
  icalcomponent_add_property(part, icalproperty_new_tzoffsetfrom(static_cast<int>(offset_before.count())));
  icalcomponent_add_property(part, icalproperty_new_tzoffsetto(static_cast<int>(info.offset.count())));
  icalcomponent_add_property(part, icalproperty_new_tzname(info.abbrev.c_str()));
  return part;
}

/// The zone from the change before `first` to the one after `last`, from the data that the instants are computed with.
icalcomponent* TimeZone(const std::string& name, Instant first, Instant last) {
  auto* component = icalcomponent_new(ICAL_VTIMEZONE_COMPONENT);
  icalcomponent_add_property(component, icalproperty_new_tzid(name.c_str()));
  const auto* zone = date::locate_zone(name);
  constexpr LocalTime kEpoch{};
  auto info = zone->get_info(first);
  while (true) {
    if (info.begin < date::sys_seconds{}) {
      // So since long before any meeting: 1970 says it as well.
      icalcomponent_add_component(component, Observance(info, kEpoch, info.offset));
    } else {
      // The wall clock at the moment of the change is read with the offset before it (RFC 5545 §3.6.5).
      const auto before = zone->get_info(info.begin - std::chrono::seconds{1}).offset;
      icalcomponent_add_component(component,
                                  Observance(info, LocalTime{info.begin.time_since_epoch() + before}, before));
    }
    if (info.end > last) return component;
    info = zone->get_info(info.end);
  }
}

void AddOrganizer(icalcomponent* event, const Mail& mail) {
  auto* organizer = icalproperty_new_organizer(("mailto:" + mail.from_address).c_str());
  icalproperty_add_parameter(organizer, icalparameter_new_cn(OneLine(mail.caf, kText).c_str()));
  icalcomponent_add_property(event, organizer);
}

void AddAttendee(icalcomponent* event, const Mail& mail) {
  auto* attendee = icalproperty_new_attendee(("mailto:" + mail.to.address).c_str());
  icalproperty_add_parameter(
      attendee, icalparameter_new_cn(OneLine(mail.to.given_name + " " + mail.to.family_name, kText).c_str()));
  icalproperty_add_parameter(attendee, icalparameter_new_partstat(ICAL_PARTSTAT_ACCEPTED));
  icalproperty_add_parameter(attendee, icalparameter_new_rsvp(ICAL_RSVP_FALSE));
  icalcomponent_add_property(event, attendee);
}

icalcomponent* EventOf(const Mail& mail, const CalendarEntry& entry) {
  const auto& session = entry.session;
  const auto& calendar = *mail.calendar;
  auto* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto add = [&](icalproperty* property) { icalcomponent_add_property(event, property); };
  add(icalproperty_new_uid(OneLine(entry.uid, kText).c_str()));
  add(icalproperty_new_dtstamp(IcalUtc(mail.sent)));
  add(icalproperty_new_sequence(static_cast<int>(calendar.sequence)));
  add(InZone(icalproperty_new_dtstart(IcalTime(session.starts_at)), session.zone));
  add(InZone(icalproperty_new_dtend(IcalTime(session.ends_at)), session.zone));
  add(icalproperty_new_summary(OneLine(entry.title, kText).c_str()));
  const auto place = OneLine(session.place, kText);
  const auto link = SafeUrl(session.link);
  if (!place.empty() || !link.empty()) add(icalproperty_new_location((place.empty() ? link : place).c_str()));
  if (const auto access = OneLine(session.access, 600); !access.empty())
    add(icalproperty_new_description(access.c_str()));
  if (!link.empty()) add(icalproperty_new_url(link.c_str()));
  add(icalproperty_new_status(calendar.method == Calendar::Method::kCancel ? ICAL_STATUS_CANCELLED
                                                                           : ICAL_STATUS_CONFIRMED));
  AddOrganizer(event, mail);
  AddAttendee(event, mail);
  return event;
}

struct Stretch {
  Instant first;
  Instant last;
};

std::map<std::string, Stretch> ZonesOf(const Calendar& calendar) {
  std::map<std::string, Stretch> zones;
  for (const auto& entry : calendar.entries) {
    const auto zone = Zone::Named(entry.session.zone).value_or(Zone::Utc());
    const Stretch own{zone.ToInstant(entry.session.starts_at), zone.ToInstant(entry.session.ends_at)};
    auto& all = zones.try_emplace(zone.name(), own).first->second;
    all = {std::min(all.first, own.first), std::max(all.last, own.last)};
  }
  return zones;
}

}  // namespace

std::string CalendarPart(const Mail& mail) {
  const auto& calendar = *mail.calendar;
  const Component root(icalcomponent_new(ICAL_VCALENDAR_COMPONENT), &icalcomponent_free);
  icalcomponent_add_property(root.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(root.get(), icalproperty_new_prodid("-//Maillage//Notifier//FR"));
  icalcomponent_add_property(
      root.get(),
      icalproperty_new_method(calendar.method == Calendar::Method::kCancel ? ICAL_METHOD_CANCEL : ICAL_METHOD_REQUEST));
  for (const auto& [zone, stretch] : ZonesOf(calendar))
    icalcomponent_add_component(root.get(), TimeZone(zone, stretch.first, stretch.last));
  for (const auto& entry : calendar.entries) icalcomponent_add_component(root.get(), EventOf(mail, entry));

  const std::unique_ptr<char, decltype(&free)> text(icalcomponent_as_ical_string_r(root.get()), &free);
  std::string out(text.get());
  std::erase(out, '\r');
  return out;
}

const char* MethodName(Calendar::Method method) { return method == Calendar::Method::kCancel ? "CANCEL" : "REQUEST"; }

}  // namespace maillage::notifier::mail
