#include "tests/domain/scenario_read.h"

namespace maillage::scenario {

namespace {

notifier::PersonKind KindOf(const json& person) {
  using enum notifier::PersonKind;
  const std::string kind = Text(person, "kind");
  if (kind == "OFFICER") return kOfficer;
  if (kind == "CAF_STAFF") return Text(person, "caf_staff_kind") == "ADVISER" ? kAdviser : kCafStaff;
  if (kind == "ELECTED") return kElected;
  if (kind == "DIRECTOR") return kDirector;
  return kOther;
}

}  // namespace

notifier::Person PersonOf(const json& from) {
  notifier::Person person;
  person.name = "cafs/" + Text(from, "caf") + "/people/" + Text(from, "person");
  person.given_name = Text(from, "given_name");
  person.family_name = Text(from, "family_name");
  person.email = Text(from, "email");
  person.kind = KindOf(from);
  person.pilot = Text(from, "role") == "PILOT";
  person.zone = Text(from, "zone");
  for (const auto& convention : from.at("portfolio")) person.portfolio.push_back(convention);
  person.welcomed_on = Date(from, "welcomed_on");
  return person;
}

network::EventDraft DraftOf(const json& from) {
  network::EventDraft draft;
  draft.caf = Text(from, "caf");
  draft.id = Text(from, "event");
  draft.kind = network::Named<network::EventKind>(Text(from, "kind"));
  draft.format = network::Named<network::Format>(Text(from, "format"));
  draft.title = Text(from, "title");
  draft.zone = Text(from, "zone");
  if (from.contains("audience") && from["audience"].is_array()) {
    for (const auto& each : from["audience"])
      draft.audience.push_back(*network::Named<network::Audience>(each.get<std::string>()));
  }
  draft.registration_opens_on = Text(from, "registration_opens_on");
  draft.registration_closes_on = Text(from, "registration_closes_on");
  draft.prerequisites = from.value("prerequisites", false);
  for (const auto& each : from.at("sessions")) {
    network::SessionDraft session;
    session.id = Text(each, "session");
    session.starts_at = Text(each, "starts_at");
    session.ends_at = Text(each, "ends_at");
    session.minutes = each.value("minutes", 0);
    session.capacity = each.value("capacity", 0);
    session.minimum = each.value("minimum", 0);
    session.place = Text(each, "place");
    draft.sessions.push_back(std::move(session));
  }
  return draft;
}

}  // namespace maillage::scenario
