#include "network/messages/messages.h"

#include <chrono>

#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/need.pb.h"
#include "maillage/network/v1/programme.pb.h"
#include "maillage/network/v1/registration.pb.h"
#include "maillage/network/v1/sheet.pb.h"
#include "platform/core/ids.h"

namespace maillage::network::messages {
namespace {

/// The proto's enumerator of the same word.
template <class Proto, class Domain>
Proto Same(Domain value, bool (*parse)(google::protobuf::ConstStringParam, Proto*)) {
  Proto proto{};
  parse(std::string(NameOf(value)), &proto);
  return proto;
}

std::string DateText(const std::optional<CivilDate>& date) { return date ? ToString(*date) : ""; }

std::string CafOf(const std::string& name) { return std::string(maillage::CafOf(name)); }

v1::Session SessionProto(const std::string& event, const SessionView& session) {
  v1::Session proto;
  proto.set_name(SessionName(event, session.id));
  proto.set_title(session.title);
  proto.set_starts_at(ToString(session.starts_at));
  proto.set_ends_at(ToString(session.ends_at));
  proto.set_zone(session.zone.name());
  *proto.mutable_start_time() = ToProto(session.start());
  *proto.mutable_end_time() = ToProto(session.end());
  proto.set_minutes(session.minutes);
  proto.set_capacity(session.capacity);
  proto.set_minimum(session.minimum);
  proto.set_place(session.place);
  proto.set_access(session.access);
  proto.set_link(session.link);
  proto.set_insee(session.insee);
  proto.set_deliverable(session.deliverable);
  proto.set_deliverable_due_on(DateText(session.deliverable_due_on));
  proto.set_cancelled(session.cancelled);
  proto.set_confirmed(session.confirmed);
  proto.set_offered(session.offered);
  proto.set_waiting(session.waiting);
  proto.set_ordinal(session.ordinal);
  return proto;
}

}  // namespace

std::string PersonName(const std::string& caf, const PersonId& person) {
  return "cafs/" + caf + "/people/" + person.value;
}

std::string EventName(const std::string& caf, const EventId& event) { return "cafs/" + caf + "/events/" + event.value; }

std::string NeedName(const std::string& caf, const NeedId& need) { return "cafs/" + caf + "/needs/" + need.value; }

std::string SessionName(const std::string& event, const SessionId& session) {
  return session.empty() ? "" : event + "/sessions/" + session.value;
}

std::string RegistrationName(const std::string& event, const RegistrationId& registration) {
  return event + "/registrations/" + registration.value;
}

google::protobuf::Timestamp ToProto(Instant instant) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(instant);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(seconds.time_since_epoch().count());
  timestamp.set_nanos(static_cast<int>(std::chrono::nanoseconds(instant - seconds).count()));
  return timestamp;
}

Instant FromProto(const google::protobuf::Timestamp& timestamp) {
  return Instant(std::chrono::seconds(timestamp.seconds()) +
                 std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds(timestamp.nanos())));
}

v1::Event ToProto(const EventView& view) {
  const auto& details = view.details;
  v1::Event proto;
  proto.set_name(details.name());
  proto.set_kind(Same(details.kind, &v1::Event::Kind_Parse));
  proto.set_format(Same(details.format, &v1::Event::Format_Parse));
  proto.set_title(details.title);
  proto.set_goals(details.goals);
  for (const auto& each : details.themes) proto.add_themes(each);
  for (const auto each : details.audience) proto.add_audience(Same(each, &v1::Event::Audience_Parse));
  proto.set_zone(details.zone.name());
  proto.set_registration_opens_on(DateText(details.registration_opens_on));
  proto.set_registration_closes_on(DateText(details.registration_closes_on));
  proto.set_prerequisites(details.prerequisites);
  for (const auto& each : details.needs) proto.add_needs(each);
  for (const auto& each : view.sessions) *proto.add_sessions() = SessionProto(details.name(), each);
  proto.set_state(Same(details.state, &v1::Event::State_Parse));
  proto.set_etag(std::to_string(details.version));
  for (const auto& each : details.documents) proto.add_documents(each);
  if (details.documents_shared_at) *proto.mutable_documents_shared_at() = ToProto(*details.documents_shared_at);
  if (details.minutes_published_at) *proto.mutable_minutes_published_at() = ToProto(*details.minutes_published_at);
  proto.set_minutes_uri(details.minutes_uri);
  proto.set_year(details.year);
  proto.set_agenda(details.agenda);
  if (details.published_at) *proto.mutable_published_at() = ToProto(*details.published_at);
  return proto;
}

v1::Registration ToProto(const std::string& event, const Registration& registration) {
  v1::Registration proto;
  proto.set_name(RegistrationName(event, registration.id));
  proto.set_person(PersonName(CafOf(event), registration.person));
  proto.set_session(SessionName(event, registration.session));
  proto.set_state(Same(registration.state, &v1::Registration::State_Parse));
  proto.set_waiting_rank(registration.waiting_rank);
  *proto.mutable_registered_at() = ToProto(registration.registered_at);
  if (registration.offered_at) *proto.mutable_offered_at() = ToProto(*registration.offered_at);
  if (registration.offer_expires_at) *proto.mutable_offer_expires_at() = ToProto(*registration.offer_expires_at);
  if (registration.cancel_cause != CancelCause::kNone) {
    proto.set_cancel_cause(Same(registration.cancel_cause, &v1::Registration::CancelCause_Parse));
  }
  *proto.mutable_changed_at() = ToProto(registration.changed_at);
  proto.set_came_unregistered(registration.came_unregistered);
  proto.set_etag(std::to_string(registration.version));
  return proto;
}

v1::Attendance ToProto(const std::string& event, const Attendance& attendance) {
  v1::Attendance proto;
  proto.set_session(SessionName(event, attendance.session));
  proto.set_person(PersonName(CafOf(event), attendance.person));
  proto.set_mark(Same(attendance.mark, &v1::Attendance::Mark_Parse));
  proto.set_minutes(attendance.minutes);
  *proto.mutable_marked_at() = ToProto(attendance.marked_at);
  return proto;
}

v1::Decline ToProto(const std::string& event, const Decline& decline) {
  v1::Decline proto;
  proto.set_event(event);
  proto.set_person(PersonName(CafOf(event), decline.person));
  *proto.mutable_declined_at() = ToProto(decline.declined_at);
  return proto;
}

v1::SurveyAnswer ToProto(const std::string& event, const SurveyAnswer& answer) {
  v1::SurveyAnswer proto;
  proto.set_person(PersonName(CafOf(event), answer.person));
  proto.set_satisfaction(answer.satisfaction);
  proto.set_recommendation(answer.recommendation);
  proto.set_comment(answer.comment);
  *proto.mutable_answered_at() = ToProto(answer.answered_at);
  return proto;
}

v1::Need ToProto(const NeedDetails& need) {
  v1::Need proto;
  proto.set_name(need.name());
  proto.set_origin(need.origin);
  proto.set_author(PersonName(need.caf, need.author));
  proto.set_theme(need.theme);
  proto.set_mission(need.mission);
  proto.set_urgency(need.urgency);
  proto.set_title(need.title);
  proto.set_description(need.description);
  for (const auto& each : need.supporters) proto.add_supporters(PersonName(need.caf, each));
  proto.set_state(Same(need.state, &v1::Need::State_Parse));
  if (!need.event.empty()) proto.set_event(EventName(need.caf, need.event));
  if (!need.merged_into.empty()) proto.set_merged_into(NeedName(need.caf, need.merged_into));
  proto.set_declined_reason(need.declined_reason);
  proto.set_raised_on(DateText(need.raised_on));
  proto.set_etag(std::to_string(need.version));
  if (need.answered_at) *proto.mutable_answered_at() = ToProto(*need.answered_at);
  return proto;
}

v1::Programme ToProto(const ProgrammeView& view) {
  const auto& details = view.details;
  v1::Programme proto;
  proto.set_name(details.name());
  proto.set_year(details.year);
  proto.set_title(details.title);
  proto.set_notes(details.notes);
  for (const auto& each : details.needs) proto.add_needs(NeedName(details.caf, each));
  for (const auto& each : view.events) proto.add_events(EventName(details.caf, each));
  proto.set_state(Same(details.state, &v1::Programme::State_Parse));
  if (details.published_at) *proto.mutable_published_at() = ToProto(*details.published_at);
  if (details.closed_at) *proto.mutable_closed_at() = ToProto(*details.closed_at);
  proto.set_etag(std::to_string(details.version));
  return proto;
}

v1::Sheet ToProto(const SheetDetails& sheet) {
  v1::Sheet proto;
  proto.set_name(sheet.name());
  proto.set_collection(sheet.collection);
  proto.set_title(sheet.title);
  proto.set_edition_month(sheet.edition_month);
  for (const auto& each : sheet.contributors) proto.add_contributors(each);
  for (const auto& each : sheet.source_events) proto.add_source_events(each);
  for (const auto& each : sheet.quotes) proto.add_quotes(each);
  proto.set_body(sheet.body);
  proto.set_state(Same(sheet.state, &v1::Sheet::State_Parse));
  if (sheet.published_at) *proto.mutable_published_at() = ToProto(*sheet.published_at);
  proto.set_etag(std::to_string(sheet.version));
  return proto;
}

}  // namespace maillage::network::messages
