#include "directory/rpc/messages.h"

#include <google/protobuf/timestamp.pb.h>

namespace maillage::directory::rpc {
namespace {

constexpr const char* kUnknown = "is not one of the known values";

std::string TextOf(std::optional<CivilDate> date) { return date ? ToString(*date) : ""; }

/// A domain word as the value of a protobuf enumeration: the same names, but for `prefix`.
template <class Enum>
Enum ValueOf(const google::protobuf::EnumDescriptor* type, std::string_view word, const std::string& prefix = "") {
  const auto* value = type->FindValueByName(prefix + std::string(word));
  if (value == nullptr) value = type->FindValueByName(std::string(word));
  return value == nullptr ? Enum{} : static_cast<Enum>(value->number());
}

template <class Repeated>
std::vector<std::string> ListOf(const Repeated& values) {
  return {values.begin(), values.end()};
}

}  // namespace

v1::Caf ToProto(const Caf& caf) {
  v1::Caf proto;
  proto.set_name("cafs/" + caf.code);
  proto.set_display_name(caf.display_name);
  for (const auto& code : caf.departements) proto.add_departements(code);
  proto.set_zone(caf.zone);
  proto.set_etag(std::to_string(caf.version));
  return proto;
}

v1::Person ToProto(const PersonRow& row) {
  const auto& details = row.details;
  v1::Person proto;
  proto.set_name("cafs/" + row.caf + "/people/" + row.id);
  proto.set_given_name(details.given_name);
  proto.set_family_name(details.family_name);
  proto.set_email(details.email);
  proto.set_phone(details.phone);
  if (details.kind) proto.set_kind(ValueOf<v1::Person::Kind>(v1::Person::Kind_descriptor(), WordOf(*details.kind)));
  proto.set_caf_staff_kind(
      ValueOf<v1::Person::CafStaffKind>(v1::Person::CafStaffKind_descriptor(), WordOf(details.caf_staff_kind)));
  proto.set_speciality(details.speciality);
  if (details.role)
    proto.set_role(ValueOf<v1::Person::Role>(v1::Person::Role_descriptor(), WordOf(*details.role), "ROLE_"));
  proto.set_organisation(details.organisation);
  proto.set_organisation_name(details.organisation_name);
  proto.set_job_title(details.job_title);
  for (const auto& convention : details.portfolio) proto.add_portfolio(convention);
  proto.set_zone(details.zone);
  for (const auto& channel : details.channels) proto.add_channels(channel);
  proto.set_access_needs(details.access_needs);
  proto.set_joined_on(TextOf(details.joined_on));
  proto.set_welcomed_on(TextOf(details.welcomed_on));
  proto.set_state(ValueOf<v1::Person::State>(v1::Person::State_descriptor(), WordOf(row.state)));
  if (row.left_at) {
    const auto since_epoch = row.left_at->time_since_epoch();
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
    proto.mutable_left_at()->set_seconds(seconds.count());
    proto.mutable_left_at()->set_nanos(static_cast<int>(std::chrono::nanoseconds(since_epoch - seconds).count()));
  }
  proto.set_reminders_muted(row.reminders_muted);
  proto.set_etag(std::to_string(row.version));
  return proto;
}

v1::Assignment ToProto(const std::string& caf, const Assignment& assignment) {
  v1::Assignment proto;
  proto.set_person("cafs/" + caf + "/people/" + assignment.person);
  proto.set_from(ToString(assignment.from));
  proto.set_to(TextOf(assignment.to));
  proto.set_fte_hundredths(assignment.fte_hundredths);
  return proto;
}

v1::Post ToProto(const PostRow& row, CivilDate today) {
  const auto& details = row.details;
  v1::Post proto;
  proto.set_name("cafs/" + row.caf + "/posts/" + row.id);
  proto.set_convention(details.convention);
  proto.set_employer_siren(details.employer_siren);
  proto.set_employer_name(details.employer_name);
  proto.set_title(details.title);
  proto.set_fte_hundredths(details.fte_hundredths);
  proto.set_org_position(details.org_position);
  proto.set_job_frame(details.job_frame);
  proto.set_category(details.category);
  proto.set_is_lead(details.is_lead);
  proto.set_has_other_duties(details.has_other_duties);
  proto.set_funded(details.funded);
  auto& mix = *proto.mutable_mission_mix();
  mix.set_coordinator(details.mission_mix.coordinator);
  mix.set_facilitator(details.mission_mix.facilitator);
  mix.set_advisor(details.mission_mix.advisor);
  mix.set_mobiliser(details.mission_mix.mobiliser);
  for (const auto& theme : details.themes) proto.add_themes(theme);
  proto.set_opened_on(TextOf(details.opened_on));
  proto.set_closed_on(TextOf(row.closed_on));
  for (const auto& each : row.assignments) *proto.add_assignments() = ToProto(row.caf, each);
  proto.set_state(ValueOf<v1::Post::State>(v1::Post::State_descriptor(), WordOf(Post::FromStored(row).StateOn(today))));
  proto.set_etag(std::to_string(row.version));
  return proto;
}

v1::Municipality ToProto(const Municipality& municipality) {
  v1::Municipality proto;
  proto.set_name("municipalities/" + municipality.insee);
  proto.set_display_name(municipality.name);
  proto.set_siren(municipality.siren);
  proto.set_departement(municipality.departement);
  proto.set_epci_siren(municipality.epci_siren);
  proto.set_ept_siren(municipality.ept_siren);
  proto.set_population(municipality.population.value_or(0));
  return proto;
}

v1::IntermunicipalBody ToProto(const IntermunicipalBody& body) {
  v1::IntermunicipalBody proto;
  proto.set_name("intermunicipalBodies/" + body.siren);
  proto.set_display_name(body.name);
  proto.set_kind(body.kind);
  proto.set_members(body.members);
  proto.set_population(body.population);
  return proto;
}

PersonDetails DetailsOf(const v1::Person& person, const std::string& path, std::vector<FieldFault>& faults) {
  PersonDetails details;
  details.given_name = person.given_name();
  details.family_name = person.family_name();
  details.email = person.email();
  details.phone = person.phone();
  // An unspecified value is a missing one: the domain says so.
  if (!v1::Person::Kind_IsValid(person.kind()))
    faults.push_back({path + "kind", kUnknown});
  else
    details.kind = FromWord<PersonKind>(v1::Person::Kind_Name(person.kind()));
  if (person.caf_staff_kind() != v1::Person::CAF_STAFF_KIND_UNSPECIFIED) {
    const auto trade = FromWord<CafStaffKind>(v1::Person::CafStaffKind_Name(person.caf_staff_kind()));
    if (!trade) faults.push_back({path + "caf_staff_kind", kUnknown});
    details.caf_staff_kind = trade.value_or(CafStaffKind::kNone);
  }
  details.speciality = person.speciality();
  if (!v1::Person::Role_IsValid(person.role()))
    faults.push_back({path + "role", kUnknown});
  else if (person.role() == v1::Person::ROLE_OFFICER)
    details.role = Role::kOfficer;
  else
    details.role = FromWord<Role>(v1::Person::Role_Name(person.role()));
  details.organisation = person.organisation();
  details.organisation_name = person.organisation_name();
  details.job_title = person.job_title();
  details.portfolio = ListOf(person.portfolio());
  details.zone = person.zone();
  details.channels = ListOf(person.channels());
  details.access_needs = person.access_needs();
  details.joined_on = DateOf(person.joined_on(), path + "joined_on", faults);
  details.welcomed_on = DateOf(person.welcomed_on(), path + "welcomed_on", faults);
  return details;
}

PostDetails DetailsOf(const v1::Post& post, const std::string& path, std::vector<FieldFault>& faults) {
  PostDetails details;
  details.convention = post.convention();
  details.employer_siren = post.employer_siren();
  details.employer_name = post.employer_name();
  details.title = post.title();
  details.fte_hundredths = post.fte_hundredths();
  details.org_position = post.org_position();
  details.job_frame = post.job_frame();
  details.category = post.category();
  details.is_lead = post.is_lead();
  details.has_other_duties = post.has_other_duties();
  details.funded = post.funded();
  const auto& mix = post.mission_mix();
  details.mission_mix = {mix.coordinator(), mix.facilitator(), mix.advisor(), mix.mobiliser()};
  details.themes = ListOf(post.themes());
  details.opened_on = DateOf(post.opened_on(), path + "opened_on", faults);
  return details;
}

std::optional<CivilDate> DateOf(const std::string& text, const std::string& field, std::vector<FieldFault>& faults) {
  if (text.empty()) return std::nullopt;
  if (auto date = ParseDate(text)) return *date;
  faults.push_back({field, "is not a day that exists, as YYYY-MM-DD"});
  return std::nullopt;
}

}  // namespace maillage::directory::rpc
