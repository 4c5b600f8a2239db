#include "cli/scenario/setup.h"

#include <algorithm>
#include <vector>

#include "maillage/directory/v1/caf.pb.h"
#include "maillage/directory/v1/person.pb.h"
#include "maillage/directory/v1/post.pb.h"
#include "maillage/network/v1/event.pb.h"

namespace maillage::cli {
namespace {

namespace directory = maillage::directory::v1;
namespace network = maillage::network::v1;

/// An enumeration's value by its name in the scenario; the zero value for an empty or unknown one: the service refuses
/// it.
template <class Enum>
Enum Parse(const google::protobuf::EnumDescriptor* type, const std::string& name) {
  const auto* value = type->FindValueByName(name);
  return static_cast<Enum>(value != nullptr ? value->number() : 0);
}

template <class Response>
Status Ask(rpc::Client& service, const std::string& method, const google::protobuf::Message& request) {
  auto response = service.Call<Response>(method, request);
  if (!response) return Propagate(response);
  return {};
}

Status CreateCaf(Platform& platform, const nlohmann::json& caf) {
  directory::CreateCafRequest request;
  request.set_caf_id(TextOf(caf, "caf"));
  request.mutable_caf()->set_display_name("Caf " + TextOf(caf, "caf"));
  request.mutable_caf()->add_departements(TextOf(caf, "departement"));
  request.mutable_caf()->set_zone(TextOf(caf, "zone"));
  return Ask<directory::Caf>(platform.directory(), "maillage.directory.v1.CafService/CreateCaf", request);
}

Status CreateEvent(Platform& platform, const nlohmann::json& event) {
  network::CreateEventRequest request;
  request.set_parent("cafs/" + TextOf(event, "caf"));
  request.set_event_id(TextOf(event, "event"));
  auto& draft = *request.mutable_event();
  draft.set_kind(Parse<network::Event::Kind>(network::Event::Kind_descriptor(), TextOf(event, "kind")));
  draft.set_format(Parse<network::Event::Format>(network::Event::Format_descriptor(), TextOf(event, "format")));
  draft.set_title(TextOf(event, "title"));
  draft.set_zone(TextOf(event, "zone"));
  for (const auto& audience : event.value("audience", nlohmann::json::array())) {
    draft.add_audience(
        Parse<network::Event::Audience>(network::Event::Audience_descriptor(), audience.get<std::string>()));
  }
  draft.set_registration_opens_on(TextOf(event, "registration_opens_on"));
  draft.set_registration_closes_on(TextOf(event, "registration_closes_on"));
  draft.set_prerequisites(event.value("prerequisites", false));
  draft.set_goals(TextOf(event, "goals"));
  draft.set_agenda(TextOf(event, "agenda"));
  for (const auto& item : event.at("sessions")) {
    auto& session = *draft.add_sessions();
    session.set_name(TextOf(item, "session"));
    session.set_title(TextOf(item, "title"));
    session.set_starts_at(TextOf(item, "starts_at"));
    session.set_ends_at(TextOf(item, "ends_at"));
    session.set_zone(TextOf(item, "zone"));
    session.set_minutes(item.value("minutes", 0));
    session.set_capacity(item.value("capacity", 0));
    session.set_minimum(item.value("minimum", 0));
    session.set_place(TextOf(item, "place"));
    session.set_access(TextOf(item, "access"));
    session.set_deliverable(TextOf(item, "deliverable"));
    session.set_deliverable_due_on(TextOf(item, "deliverable_due_on"));
  }
  return Ask<network::Event>(platform.network(), "maillage.network.v1.EventService/CreateEvent", request);
}

}  // namespace

Status CreatePerson(Platform& platform, const nlohmann::json& person) {
  directory::CreatePersonRequest request;
  request.set_parent("cafs/" + TextOf(person, "caf"));
  request.set_person_id(TextOf(person, "person"));
  auto& draft = *request.mutable_person();
  draft.set_given_name(TextOf(person, "given_name"));
  draft.set_family_name(TextOf(person, "family_name"));
  draft.set_email(TextOf(person, "email"));
  draft.set_kind(Parse<directory::Person::Kind>(directory::Person::Kind_descriptor(), TextOf(person, "kind")));
  draft.set_caf_staff_kind(Parse<directory::Person::CafStaffKind>(directory::Person::CafStaffKind_descriptor(),
                                                                  TextOf(person, "caf_staff_kind")));
  const auto role = TextOf(person, "role");
  draft.set_role(
      Parse<directory::Person::Role>(directory::Person::Role_descriptor(), role == "OFFICER" ? "ROLE_OFFICER" : role));
  draft.set_organisation(TextOf(person, "organisation"));
  draft.set_zone(TextOf(person, "zone"));
  if (person.contains("portfolio") && person["portfolio"].is_array()) {
    for (const auto& convention : person["portfolio"]) draft.add_portfolio(convention.get<std::string>());
  }
  draft.set_welcomed_on(TextOf(person, "welcomed_on"));
  draft.add_channels("EMAIL");
  return Ask<directory::Person>(platform.directory(), "maillage.directory.v1.PersonService/CreatePerson", request);
}

Status CreatePost(Platform& platform, const std::string& caf, const std::string& post, const std::string& convention) {
  directory::CreatePostRequest request;
  request.set_parent("cafs/" + caf);
  request.set_post_id(post);
  request.mutable_post()->set_convention(convention);
  return Ask<directory::Post>(platform.directory(), "maillage.directory.v1.PostService/CreatePost", request);
}

Status AssignPost(Platform& platform, const std::string& caf, const std::string& post, const std::string& person,
                  const std::string& from, const std::string& to) {
  directory::AssignPostRequest request;
  request.set_name("cafs/" + caf + "/posts/" + post);
  request.mutable_assignment()->set_person(person);
  request.mutable_assignment()->set_from(from);
  request.mutable_assignment()->set_to(to);
  return Ask<directory::Post>(platform.directory(), "maillage.directory.v1.PostService/AssignPost", request);
}

Status CreateWhatExists(Platform& platform, const ScenarioFile& scenario, const std::function<Status()>& settle) {
  for (const auto& caf : scenario.cafs()) {
    if (auto status = CreateCaf(platform, caf); !status) return status;
  }
  if (auto status = settle(); !status) return status;
  for (const auto& person : scenario.people()) {
    if (auto status = CreatePerson(platform, person); !status) return status;
  }
  if (auto status = settle(); !status) return status;
  // Assignments of one post are told in the order of their days: a later one first would make the earlier one
  // impossible.
  std::vector<nlohmann::json> posts(scenario.posts().begin(), scenario.posts().end());
  std::stable_sort(posts.begin(), posts.end(),
                   [](const auto& a, const auto& b) { return TextOf(a, "from") < TextOf(b, "from"); });
  for (const auto& post : posts) {
    const auto caf = TextOf(post, "caf");
    const auto id = TextOf(post, "post");
    auto created = CreatePost(platform, caf, id, TextOf(post, "convention"));
    if (!created && created.error().code != Code::kAlreadyExists) return created;
    if (TextOf(post, "person").empty()) continue;
    auto assigned = AssignPost(platform, caf, id, scenario.Person(TextOf(post, "person")), TextOf(post, "from"),
                               TextOf(post, "to"));
    if (!assigned) return assigned;
  }
  for (const auto& event : scenario.events()) {
    if (auto status = CreateEvent(platform, event); !status) return status;
  }
  return settle();
}

}  // namespace maillage::cli
