#include "notifier/mail/calendar_part.h"

#include <libical/ical.h>

#include <map>
#include <memory>
#include <stdexcept>

#include "notifier/mail/clean.h"
#include "notifier/mail/words.h"
#include "platform/calendar/zone.h"
#include "platform/icalendar/icalendar.h"

namespace maillage::notifier::mail {
namespace {

constexpr std::size_t kText = 200;

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

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
  add(icalproperty_new_dtstamp(icalendar::Utc(mail.sent)));
  add(icalproperty_new_sequence(static_cast<int>(calendar.sequence)));
  add(icalendar::InZone(icalproperty_new_dtstart(icalendar::Time(session.starts_at)), session.zone));
  add(icalendar::InZone(icalproperty_new_dtend(icalendar::Time(session.ends_at)), session.zone));
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
    icalcomponent_add_component(root.get(), icalendar::TimeZoneComponent(zone, stretch.first, stretch.last));
  for (const auto& entry : calendar.entries) icalcomponent_add_component(root.get(), EventOf(mail, entry));

  const std::unique_ptr<char, decltype(&free)> text(icalcomponent_as_ical_string_r(root.get()), &free);
  std::string out(text.get());
  std::erase(out, '\r');
  return out;
}

const char* MethodName(Calendar::Method method) { return method == Calendar::Method::kCancel ? "CANCEL" : "REQUEST"; }

}  // namespace maillage::notifier::mail
