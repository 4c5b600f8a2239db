#include "cli/scenario/facts.h"

#include <map>

#include "cli/scenario/setup.h"
#include "maillage/directory/v1/person.pb.h"
#include "maillage/directory/v1/post.pb.h"
#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/registration.pb.h"
#include "platform/core/ids.h"
#include "platform/core/reasons.h"

namespace maillage::cli {
namespace {

namespace directory = maillage::directory::v1;
namespace network = maillage::network::v1;
using nlohmann::json;

constexpr Reason kUnknownFact{Code::kInvalidArgument, "UNKNOWN_FACT",
                              "A scenario names a fact that the player does not know."};

/// One fact under way: resource names by the members of the fact, and calls to the services.
class Act {
 public:
  Act(Platform& platform, const ScenarioFile& scenario, const json& fact)
      : platform_(platform), scenario_(scenario), fact_(fact) {}

  std::string Text(const char* member) const { return TextOf(fact_, member); }
  std::string Person() const { return scenario_.Person(Text("person")); }
  std::string Session() const { return scenario_.Session(Text("session")); }
  /// The event named, or the one of the session named.
  std::string Event() const {
    if (const auto event = Text("event"); !event.empty()) return scenario_.Event(event);
    const auto session = Session();
    return session.substr(0, session.find("/sessions/"));
  }
  std::string Post() const { return scenario_.Post(Text("post")); }
  const json& fact() const { return fact_; }
  Platform& platform() const { return platform_; }

  /// Every id the fact names exists.
  bool Known() const {
    if (fact_.contains("person") && fact_["person"].is_string() && Person().empty()) return false;
    if (fact_.contains("post") && Post().empty()) return false;
    if (fact_.contains("event") && Event().empty()) return false;
    return !fact_.contains("session") || !Session().empty();
  }

  template <class Response>
  Status Network(const std::string& method, const google::protobuf::Message& request) const {
    auto response = platform_.network().Call<Response>("maillage.network.v1." + method, request);
    if (!response) return Propagate(response);
    return {};
  }
  template <class Response>
  Status Directory(const std::string& method, const google::protobuf::Message& request) const {
    auto response = platform_.directory().Call<Response>("maillage.directory.v1." + method, request);
    if (!response) return Propagate(response);
    return {};
  }
  /// For the many requests that hold nothing but a name.
  template <class Request, class Response>
  Status NetworkOn(const std::string& method, const std::string& name) const {
    Request request;
    request.set_name(name);
    return Network<Response>(method, request);
  }
  template <class Request>
  Status PersonAct(const std::string& method) const {
    Request request;
    request.set_name(Person());
    return Directory<directory::Person>("PersonService/" + method, request);
  }

 private:
  Platform& platform_;
  const ScenarioFile& scenario_;
  const json& fact_;
};

Status Register(const Act& act) {
  network::CreateRegistrationRequest request;
  request.set_parent(act.Event());
  request.mutable_registration()->set_person(act.Person());
  request.mutable_registration()->set_session(act.Session());
  return act.Network<network::Registration>("RegistrationService/CreateRegistration", request);
}

Status CancelRegistration(const Act& act) {
  network::CancelRegistrationRequest request;
  request.set_parent(act.Event());
  request.set_person(act.Person());
  request.set_by_pilot(act.Text("by") == "pilot");
  return act.Network<network::Registration>("RegistrationService/CancelRegistration", request);
}

Status Switch(const Act& act) {
  network::SwitchRegistrationRequest request;
  request.set_parent(act.Event());
  request.set_person(act.Person());
  request.set_session(act.Session());
  return act.Network<network::Registration>("RegistrationService/SwitchRegistration", request);
}

Status Decline(const Act& act) {
  network::DeclineEventRequest request;
  request.set_parent(act.Event());
  request.set_person(act.Person());
  return act.Network<network::Decline>("RegistrationService/DeclineEvent", request);
}

Status AnswerOffer(const Act& act) {
  network::AnswerOfferRequest request;
  request.set_parent(act.Event());
  request.set_person(act.Person());
  request.set_accept(act.fact().value("accept", false));
  return act.Network<network::Registration>("RegistrationService/AnswerOffer", request);
}

Status Reschedule(const Act& act) {
  network::RescheduleSessionRequest request;
  request.set_name(act.Session());
  request.set_starts_at(act.Text("starts_at"));
  request.set_ends_at(act.Text("ends_at"));
  request.set_zone(act.Text("zone"));
  return act.Network<network::Event>("EventService/RescheduleSession", request);
}

Status Relocate(const Act& act) {
  network::RelocateSessionRequest request;
  request.set_name(act.Session());
  request.set_place(act.Text("place"));
  return act.Network<network::Event>("EventService/RelocateSession", request);
}

Status Resize(const Act& act) {
  network::ResizeSessionRequest request;
  request.set_name(act.Session());
  request.set_capacity(act.fact().value("capacity", 0));
  return act.Network<network::Event>("EventService/ResizeSession", request);
}

Status Mark(const Act& act) {
  network::MarkAttendanceRequest request;
  request.set_session(act.Session());
  request.set_person(act.Person());
  const auto* mark = network::Attendance::Mark_descriptor()->FindValueByName(act.Text("attendance"));
  request.set_mark(static_cast<network::Attendance::Mark>(mark != nullptr ? mark->number() : 0));
  request.set_minutes(act.fact().value("minutes", 0));
  return act.Network<network::Attendance>("RegistrationService/MarkAttendance", request);
}

Status AnswerSurvey(const Act& act) {
  network::AnswerSurveyRequest request;
  request.set_parent(act.Event());
  request.mutable_answer()->set_person(act.Person());
  request.mutable_answer()->set_satisfaction(act.fact().value("satisfaction", 0));
  request.mutable_answer()->set_recommendation(act.fact().value("recommendation", -1));
  request.mutable_answer()->set_comment(act.Text("comment"));
  return act.Network<network::SurveyAnswer>("RegistrationService/AnswerSurvey", request);
}

/// A post that is not in the platform yet is new: then the fact names its convention.
Status Assign(const Act& act) {
  const auto caf = std::string(CafOf(act.Post()));
  if (const auto convention = act.Text("convention"); !convention.empty()) {
    auto created = CreatePost(act.platform(), caf, act.Text("post"), convention);
    if (!created && created.error().code != Code::kAlreadyExists) return created;
  }
  return AssignPost(act.platform(), caf, act.Text("post"), act.Person(), act.Text("from"), act.Text("to"));
}

Status Unassign(const Act& act) {
  directory::UnassignPostRequest request;
  request.set_name(act.Post());
  request.set_to(act.Text("to"));
  return act.Directory<directory::Post>("PostService/UnassignPost", request);
}

using Doing = Status (*)(const Act&);

const std::map<std::string, Doing>& Facts() {
  static const std::map<std::string, Doing> kFacts = {
      {"publish",
       [](const Act& act) {
         return act.NetworkOn<network::PublishEventRequest, network::Event>("EventService/PublishEvent", act.Event());
       }},
      {"register", Register},
      {"cancel_registration", CancelRegistration},
      {"switch", Switch},
      {"decline", Decline},
      {"answer_offer", AnswerOffer},
      {"reschedule", Reschedule},
      {"relocate", Relocate},
      {"resize", Resize},
      {"cancel_session",
       [](const Act& act) {
         return act.NetworkOn<network::CancelSessionRequest, network::Event>("EventService/CancelSession",
                                                                             act.Session());
       }},
      {"cancel_event",
       [](const Act& act) {
         return act.NetworkOn<network::CancelEventRequest, network::Event>("EventService/CancelEvent", act.Event());
       }},
      {"mark", Mark},
      {"share_documents",
       [](const Act& act) {
         return act.NetworkOn<network::ShareDocumentsRequest, network::Event>("EventService/ShareDocuments",
                                                                              act.Event());
       }},
      {"publish_minutes",
       [](const Act& act) {
         return act.NetworkOn<network::PublishMinutesRequest, network::Event>("EventService/PublishMinutes",
                                                                              act.Event());
       }},
      {"answer_survey", AnswerSurvey},
      {"join", [](const Act& act) { return CreatePerson(act.platform(), act.fact().at("person")); }},
      {"leave", [](const Act& act) { return act.PersonAct<directory::LeaveNetworkRequest>("LeaveNetwork"); }},
      {"assign", Assign},
      {"unassign", Unassign},
      {"mute", [](const Act& act) { return act.PersonAct<directory::MuteRemindersRequest>("MuteReminders"); }},
      {"unmute", [](const Act& act) { return act.PersonAct<directory::UnmuteRemindersRequest>("UnmuteReminders"); }},
  };
  return kFacts;
}

}  // namespace

Status DoFact(Platform& platform, const ScenarioFile& scenario, const json& fact) {
  const auto found = Facts().find(TextOf(fact, "fact"));
  if (found == Facts().end()) return Fail(kUnknownFact, "there is no fact '{}'", TextOf(fact, "fact"));
  const Act act(platform, scenario, fact);
  if (!act.Known()) return Fail(reason::kNotFound, "the fact names an id that does not exist");
  return found->second(act);
}

bool IsRefusal(const Error& error) {
  switch (error.code) {
    case Code::kInvalidArgument:
    case Code::kNotFound:
    case Code::kAlreadyExists:
    case Code::kFailedPrecondition:
    case Code::kOutOfRange:
      return true;
    default:
      return false;
  }
}

}  // namespace maillage::cli
