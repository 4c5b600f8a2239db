#include "network/store/event_document.h"

#include <nlohmann/json.hpp>

namespace maillage::network::store {
namespace {

using Json = nlohmann::json;

std::string Text(const Json& row, const char* column) { return row.at(column).get<std::string>(); }

template <class T>
std::vector<T> List(const Json& row, const char* column) {
  return row.at(column).get<std::vector<T>>();
}

template <class E>
E Word(const Json& row, const char* column) {
  return Named<E>(Text(row, column)).value();
}

Zone ZoneOf(const Json& row) { return Zone::Named(Text(row, "zone")).value(); }

Instant Time(const Json& row, const char* column) { return ParseInstant(Text(row, column)).value(); }

std::optional<Instant> OptionalTime(const Json& row, const char* column) {
  return row.at(column).is_null() ? std::nullopt : std::optional(Time(row, column));
}

std::optional<CivilDate> OptionalDate(const Json& row, const char* column) {
  return row.at(column).is_null() ? std::nullopt : std::optional(ParseDate(Text(row, column)).value());
}

EventDetails DetailsOf(const Json& row) {
  EventDetails details;
  details.caf = Text(row, "caf");
  details.id = EventId(Text(row, "event"));
  details.kind = Word<EventKind>(row, "kind");
  details.format = Word<Format>(row, "format");
  details.title = Text(row, "title");
  details.goals = Text(row, "goals");
  details.themes = List<std::string>(row, "themes");
  for (const auto& each : List<std::string>(row, "audience")) details.audience.push_back(Named<Audience>(each).value());
  details.zone = ZoneOf(row);
  details.registration_opens_on = OptionalDate(row, "registration_opens_on");
  details.registration_closes_on = OptionalDate(row, "registration_closes_on");
  details.prerequisites = row.at("prerequisites").get<bool>();
  details.needs = List<std::string>(row, "needs");
  details.documents = List<std::string>(row, "documents");
  details.year = row.at("year").get<int>();
  details.agenda = Text(row, "agenda");
  details.state = Word<EventState>(row, "state");
  details.published_at = OptionalTime(row, "published_at");
  details.documents_shared_at = OptionalTime(row, "documents_shared_at");
  details.minutes_published_at = OptionalTime(row, "minutes_published_at");
  details.minutes_uri = Text(row, "minutes_uri");
  details.version = row.at("version").get<int>();
  return details;
}

Session SessionOf(const Json& row) {
  Session session;
  session.id = SessionId(Text(row, "session"));
  session.ordinal = row.at("ordinal").get<int>();
  session.title = Text(row, "title");
  session.starts_at = ParseLocalTime(Text(row, "starts_at")).value();
  session.ends_at = ParseLocalTime(Text(row, "ends_at")).value();
  session.zone = ZoneOf(row);
  session.minutes = row.at("minutes").get<int>();
  session.capacity = row.at("capacity").get<int>();
  session.minimum = row.at("minimum").get<int>();
  session.place = Text(row, "place");
  session.access = Text(row, "access");
  session.link = Text(row, "link");
  session.insee = Text(row, "insee");
  session.deliverable = Text(row, "deliverable");
  session.deliverable_due_on = OptionalDate(row, "deliverable_due_on");
  session.cancelled = row.at("cancelled").get<bool>();
  return session;
}

Registration RegistrationOf(const Json& item) {
  const auto& row = item.at("row");
  Registration registration;
  registration.id = RegistrationId(Text(row, "registration"));
  registration.number = row.at("number").get<int>();
  registration.person = PersonId(Text(row, "person"));
  registration.organisation = Text(item, "organisation");
  registration.session = SessionId(Text(row, "session"));
  registration.state = Word<RegistrationState>(row, "state");
  registration.registered_at = Time(row, "registered_at");
  registration.offered_at = OptionalTime(row, "offered_at");
  registration.offer_expires_at = OptionalTime(row, "offer_expires_at");
  registration.cancel_cause = Named<CancelCause>(Text(row, "cancel_cause")).value_or(CancelCause::kNone);
  registration.changed_at = Time(row, "changed_at");
  registration.came_unregistered = row.at("came_unregistered").get<bool>();
  registration.version = row.at("version").get<int>();
  return registration;
}

Attendance AttendanceOf(const Json& row) {
  return {SessionId(Text(row, "session")), PersonId(Text(row, "person")), Word<Mark>(row, "mark"),
          row.at("minutes").get<int>(), Time(row, "marked_at")};
}

Decline DeclineOf(const Json& row) {
  return {PersonId(Text(row, "person")), Time(row, "declined_at"), OptionalDate(row, "event_date")};
}

}  // namespace

Event FromDocument(const std::string& document) {
  const auto json = Json::parse(document);
  StoredEvent stored;
  stored.details = DetailsOf(json.at("event"));
  for (const auto& each : json.at("sessions")) stored.sessions.push_back(SessionOf(each));
  for (const auto& each : json.at("registrations")) stored.registrations.push_back(RegistrationOf(each));
  for (const auto& each : json.at("attendance")) stored.attendance.push_back(AttendanceOf(each));
  for (const auto& each : json.at("declines")) stored.declines.push_back(DeclineOf(each));
  return Event::FromStored(std::move(stored));
}

}  // namespace maillage::network::store
