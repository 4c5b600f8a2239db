#include <google/protobuf/message.h>

#include "network/messages/facts.h"
#include "network/store/event_store.h"
#include "platform/metrics/metrics.h"
#include "platform/outbox/outbox.h"

namespace maillage::network::store {
namespace {

constexpr pg::Statement kInsertEvent{
    "insert_event",
    "insert into events (caf, event, kind, format, title, goals, themes, audience, zone, registration_opens_on, "
    "registration_closes_on, prerequisites, needs, documents, year, agenda, state, published_at, documents_shared_at, "
    "minutes_published_at, minutes_uri, version, next_due) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23)"};

constexpr pg::Statement kUpdateEvent{
    "update_event",
    "update events set kind = $3, format = $4, title = $5, goals = $6, themes = $7, audience = $8, zone = $9, "
    "registration_opens_on = $10, registration_closes_on = $11, prerequisites = $12, needs = $13, documents = $14, "
    "year = $15, "
    "agenda = $16, state = $17, published_at = $18, documents_shared_at = $19, minutes_published_at = $20, minutes_uri "
    "= $21, "
    "version = $22, next_due = $23 where caf = $1 and event = $2"};

constexpr pg::Statement kPutSession{
    "put_session",
    "insert into sessions (caf, event, session, ordinal, title, starts_at, ends_at, zone, minutes, capacity, minimum, "
    "place, "
    "access, link, insee, deliverable, deliverable_due_on, cancelled) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) "
    "on conflict (caf, event, session) do update set title = excluded.title, starts_at = excluded.starts_at, "
    "ends_at = excluded.ends_at, zone = excluded.zone, minutes = excluded.minutes, capacity = excluded.capacity, "
    "minimum = excluded.minimum, place = excluded.place, access = excluded.access, link = excluded.link, insee = "
    "excluded.insee, "
    "deliverable = excluded.deliverable, deliverable_due_on = excluded.deliverable_due_on, cancelled = "
    "excluded.cancelled"};

constexpr pg::Statement kPutRegistration{
    "put_registration",
    "insert into registrations (caf, event, registration, number, person, session, state, registered_at, offered_at, "
    "offer_expires_at, cancel_cause, changed_at, came_unregistered, version) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) "
    "on conflict (caf, event, registration) do update set session = excluded.session, state = excluded.state, "
    "offered_at = excluded.offered_at, offer_expires_at = excluded.offer_expires_at, cancel_cause = "
    "excluded.cancel_cause, "
    "changed_at = excluded.changed_at, came_unregistered = excluded.came_unregistered, version = excluded.version"};

constexpr pg::Statement kPutAttendance{
    "put_attendance",
    "insert into attendance (caf, event, session, person, mark, minutes, marked_at) values ($1, $2, $3, $4, $5, $6, "
    "$7) "
    "on conflict (caf, event, session, person) do update set mark = excluded.mark, minutes = excluded.minutes, "
    "marked_at = excluded.marked_at"};

constexpr pg::Statement kPutDecline{
    "put_decline",
    "insert into declines (caf, event, person, declined_at, event_date) values ($1, $2, $3, $4, $5) "
    "on conflict (caf, event, person) do update set declined_at = excluded.declined_at, event_date = "
    "excluded.event_date"};

constexpr pg::Statement kDropDecline{"drop_decline",
                                     "delete from declines where caf = $1 and event = $2 and person = $3"};

constexpr pg::Statement kPutSurveyAnswer{
    "put_survey_answer",
    "insert into survey_answers (caf, event, person, satisfaction, recommendation, comment, answered_at) "
    "values ($1, $2, $3, $4, $5, $6, $7) "
    "on conflict (caf, event, person) do update set satisfaction = excluded.satisfaction, "
    "recommendation = excluded.recommendation, comment = excluded.comment, answered_at = excluded.answered_at"};

std::vector<std::string> WordsOf(const std::vector<Audience>& audience) {
  std::vector<std::string> words;
  for (const auto each : audience) words.emplace_back(NameOf(each));
  return words;
}

void SaveDetails(pg::Transaction& tx, const Event& event) {
  const auto& d = event.details();
  tx.Execute(d.version == 1 ? kInsertEvent : kUpdateEvent, d.caf, d.id.value, NameOf(d.kind), NameOf(d.format), d.title,
             d.goals, d.themes, WordsOf(d.audience), d.zone.name(), d.registration_opens_on, d.registration_closes_on,
             d.prerequisites, d.needs, d.documents, d.year, d.agenda, NameOf(d.state), d.published_at,
             d.documents_shared_at, d.minutes_published_at, d.minutes_uri, d.version, event.NextDue());
}

void SaveSession(pg::Transaction& tx, const EventDetails& event, const Session& s) {
  tx.Execute(kPutSession, event.caf, event.id.value, s.id.value, s.ordinal, s.title, s.starts_at, s.ends_at,
             s.zone.name(), s.minutes, s.capacity, s.minimum, s.place, s.access, s.link, s.insee, s.deliverable,
             s.deliverable_due_on, s.cancelled);
}

void SaveRegistration(pg::Transaction& tx, const EventDetails& event, const Registration& r) {
  tx.Execute(kPutRegistration, event.caf, event.id.value, r.id.value, r.number, r.person.value, r.session.value,
             NameOf(r.state), r.registered_at, r.offered_at, r.offer_expires_at, NameOf(r.cancel_cause), r.changed_at,
             r.came_unregistered, r.version);
}

void SaveDecline(pg::Transaction& tx, const Event& event, const PersonId& person) {
  const auto& details = event.details();
  if (const auto decline = event.FindDecline(person)) {
    tx.Execute(kPutDecline, details.caf, details.id.value, person.value, decline->declined_at, decline->event_date);
  } else {
    tx.Execute(kDropDecline, details.caf, details.id.value, person.value);
  }
}

void Count(const std::vector<std::string>& types) {
  for (const auto& type : types) {
    metrics::Registry::Process()
        .AddCounter("maillage_network_facts_total", "Facts about events, by type.",
                    {{"type", type.substr(type.rfind('.') + 1)}})
        .Add();
  }
}

}  // namespace

void Save(pg::Transaction& tx, Event& event, const Trace& trace) {
  const auto changes = event.TakeChanges();
  if (!changes.details) return;
  const auto& details = event.details();
  SaveDetails(tx, event);
  for (const auto& each : changes.sessions) SaveSession(tx, details, *event.FindSession(each));
  for (const auto& each : changes.registrations) SaveRegistration(tx, details, *event.FindRegistration(each));
  for (const auto& [session, person] : changes.attendance) {
    const auto& mark = *event.FindAttendance(session, person);
    tx.Execute(kPutAttendance, details.caf, details.id.value, session.value, person.value, NameOf(mark.mark),
               mark.minutes, mark.marked_at);
  }
  for (const auto& each : changes.declines) SaveDecline(tx, event, each);
  for (const auto& each : changes.survey_answers) {
    tx.Execute(kPutSurveyAnswer, details.caf, details.id.value, each.person.value, each.satisfaction,
               each.recommendation, each.comment, each.answered_at);
  }
  const auto name = details.name();
  std::vector<std::string> types;
  for (const auto& fact : event.TakeFacts()) {
    const auto message = messages::ToMessage(name, fact);
    outbox::Append(tx, {"maillage.network.events", name, details.caf, fact.at, trace}, *message);
    types.emplace_back(message->GetTypeName());
  }
  tx.AfterCommit([types = std::move(types)] { Count(types); });
}

}  // namespace maillage::network::store
