#include "network/web/feed.h"

#include <libical/ical.h>

#include <map>
#include <memory>

#include "network/messages/messages.h"
#include "platform/core/ids.h"
#include "platform/icalendar/icalendar.h"
#include "platform/log/log.h"

namespace maillage::network::web {
namespace {

using Component = std::unique_ptr<icalcomponent, decltype(&icalcomponent_free)>;

/// What iCalendar text cannot hold goes: control characters; libical escapes the rest.
std::string Clean(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  }
  return text;
}

struct Entry {
  const Event* event;
  const Session* session;
  const Registration* registration;
};

/// The sessions that are not cancelled in which the person has a seat; in a SEQUENCE every module.
std::vector<Entry> EntriesOf(const std::vector<Event>& events, const PersonId& person) {
  std::vector<Entry> entries;
  for (const auto& event : events) {
    for (const auto& registration : event.registrations()) {
      if (registration.person != person || registration.state != RegistrationState::kConfirmed) continue;
      for (const auto& session : event.sessions()) {
        const bool is_here = registration.session.empty() || registration.session == session.id;
        if (is_here && !session.cancelled) entries.push_back({&event, &session, &registration});
      }
    }
  }
  return entries;
}

/// The same as in the mails of notifier: a calendar that has both shows the session once.
std::string UidOf(const Entry& entry) {
  const auto event = entry.event->details().name();
  auto key = messages::RegistrationName(event, entry.registration->id);
  if (entry.event->IsSequence()) key += " " + messages::SessionName(event, entry.session->id);
  return Sha256Hex(key).substr(0, 32) + "@maillage";
}

icalcomponent* EventOf(const Entry& entry, Instant now) {
  const auto& session = *entry.session;
  const auto& details = entry.event->details();
  auto* event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto add = [&](icalproperty* property) { icalcomponent_add_property(event, property); };
  const auto uid = UidOf(entry);
  add(icalproperty_new_uid(uid.c_str()));
  add(icalproperty_new_dtstamp(icalendar::Utc(now)));
  add(icalproperty_new_sequence(details.version));
  add(icalendar::InZone(icalproperty_new_dtstart(icalendar::Time(session.starts_at)), session.zone.name()));
  add(icalendar::InZone(icalproperty_new_dtend(icalendar::Time(session.ends_at)), session.zone.name()));
  const auto title = session.title.empty() ? details.title : details.title + " – " + session.title;
  add(icalproperty_new_summary(Clean(title).c_str()));
  const auto& place = session.place.empty() ? session.link : session.place;
  if (!place.empty()) add(icalproperty_new_location(Clean(place).c_str()));
  if (!session.access.empty()) add(icalproperty_new_description(Clean(session.access).c_str()));
  add(icalproperty_new_status(ICAL_STATUS_CONFIRMED));
  return event;
}

void AddTimeZones(icalcomponent* root, const std::vector<Entry>& entries) {
  std::map<std::string, std::pair<Instant, Instant>> zones;
  for (const auto& [event, session, registration] : entries) {
    const std::pair own{session->start(), session->end()};
    auto& all = zones.try_emplace(session->zone.name(), own).first->second;
    all = {std::min(all.first, own.first), std::max(all.second, own.second)};
  }
  for (const auto& [zone, stretch] : zones) {
    icalcomponent_add_component(root, icalendar::TimeZoneComponent(zone, stretch.first, stretch.second));
  }
}

http::Response NotFound() { return {404, "text/plain; charset=utf-8", "Cet agenda n’existe pas.\n", {}}; }

}  // namespace

std::string CalendarOf(const std::vector<Event>& events, const PersonId& person, Instant now) {
  const auto entries = EntriesOf(events, person);
  const Component root(icalcomponent_new(ICAL_VCALENDAR_COMPONENT), &icalcomponent_free);
  icalcomponent_add_property(root.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(root.get(), icalproperty_new_prodid("-//Maillage//Network//FR"));
  auto* name = icalproperty_new_x("Réseau des CTG");
  icalproperty_set_x_name(name, "X-WR-CALNAME");
  icalcomponent_add_property(root.get(), name);
  AddTimeZones(root.get(), entries);
  for (const auto& each : entries) icalcomponent_add_component(root.get(), EventOf(each, now));
  const std::unique_ptr<char, decltype(&free)> text(icalcomponent_as_ical_string_r(root.get()), &free);
  return text.get();
}

void ServeFeed(http::Server& server, const store::EventStore& events, const auth::LinkSigner& signer,
               const Clock& clock) {
  server.Get("/agenda/([A-Za-z0-9_.-]+)\\.ics", [&](const http::Request& request) -> http::Response {
    const auto now = clock.Now();
    auto link = signer.Read(request.groups.at(0), now);
    if (!link || link->fields["act"] != "feed") return NotFound();
    const auto ids = MatchName(link->fields["person"], "cafs/*/people/*");
    if (ids.empty()) return NotFound();
    auto found = events.EventsOfPerson(ids[0], PersonId(ids[1]));
    if (!found) {
      log::Warn("a calendar feed could not be answered", found.error());
      return {503, "text/plain; charset=utf-8", "Réessayez dans quelques minutes.\n", {}};
    }
    return {200, "text/calendar; charset=utf-8", CalendarOf(*found, PersonId(ids[1]), now), {}};
  });
}

}  // namespace maillage::network::web
