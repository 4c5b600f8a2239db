#include "network/rpc/registration_handlers.h"

#include "maillage/network/v1/registration.pb.h"
#include "network/messages/messages.h"
#include "network/rpc/names.h"

namespace maillage::network::rpc {
namespace {

using store::KnownPerson;
using store::Presence;

std::string Method(const std::string& name) { return "maillage.network.v1.RegistrationService/" + name; }

/// `act(Event&, const KnownPerson&) -> Result<Registration>` of a person of the network.
template <class Act>
Result<v1::Registration> ActOf(store::EventStore& events, const Call& call, const EventId& id, const PersonId& person,
                               const Act& act) {
  return events.ChangeFor<v1::Registration>(call, id, person, Presence::kRequired,
                                            [&](Event& event, const KnownPerson& known) -> Result<v1::Registration> {
                                              Result<Registration> registration = act(event, known);
                                              if (!registration) return Propagate(registration);
                                              return messages::ToProto(event.details().name(), *registration);
                                            });
}

}  // namespace

void RegistrationHandlers::AddTo(maillage::rpc::Router& router) {
  router.Unary<v1::CreateRegistrationRequest, v1::Registration>(
      Method("CreateRegistration"), [this](const Call& call, const auto& request) { return Create(call, request); });
  router.Unary<v1::GetRegistrationRequest, v1::Registration>(
      Method("GetRegistration"), [this](const Call& call, const auto& request) { return Get(call, request); });
  router.Unary<v1::ListRegistrationsRequest, v1::ListRegistrationsResponse>(
      Method("ListRegistrations"), [this](const Call& call, const auto& request) { return List(call, request); });
  router.Unary<v1::CancelRegistrationRequest, v1::Registration>(
      Method("CancelRegistration"), [this](const Call& call, const auto& request) { return Cancel(call, request); });
  router.Unary<v1::SwitchRegistrationRequest, v1::Registration>(
      Method("SwitchRegistration"), [this](const Call& call, const auto& request) { return Switch(call, request); });
  router.Unary<v1::DeclineEventRequest, v1::Decline>(
      Method("DeclineEvent"), [this](const Call& call, const auto& request) { return Decline(call, request); });
  router.Unary<v1::AnswerOfferRequest, v1::Registration>(
      Method("AnswerOffer"), [this](const Call& call, const auto& request) { return AnswerOffer(call, request); });
  router.Unary<v1::MarkAttendanceRequest, v1::Attendance>(
      Method("MarkAttendance"), [this](const Call& call, const auto& request) { return Mark(call, request); });
  router.Unary<v1::AnswerSurveyRequest, v1::SurveyAnswer>(
      Method("AnswerSurvey"), [this](const Call& call, const auto& request) { return AnswerSurvey(call, request); });
  router.Unary<v1::ListSurveyAnswersRequest, v1::ListSurveyAnswersResponse>(
      Method("ListSurveyAnswers"),
      [this](const Call& call, const auto& request) { return ListSurveyAnswers(call, request); });
}

Result<v1::Registration> RegistrationHandlers::Create(const Call& call, const v1::CreateRegistrationRequest& request) {
  Names names(call);
  const auto event = names.Event(request.parent(), "parent");
  const auto person = names.Person(request.registration().person(), "registration.person");
  const auto session = names.SessionOf(event, request.registration().session(), "registration.session");
  if (auto status = names.Check(); !status) return Propagate(status);
  return ActOf(events_, call, event, person, [&](Event& loaded, const KnownPerson& known) {
    return loaded.Register({person, known.organisation, session, RegistrationId(request.registration_id())}, call.now);
  });
}

Result<v1::Registration> RegistrationHandlers::Cancel(const Call& call, const v1::CancelRegistrationRequest& request) {
  Names names(call);
  const auto event = names.Event(request.parent(), "parent");
  const auto person = names.Person(request.person(), "person");
  if (auto status = names.Check(); !status) return Propagate(status);
  const bool is_pilot = call.caller.HasRole(call.caf, "PILOT") || call.caller.scopes.contains("network.write");
  if (request.by_pilot() && !is_pilot) return Fail(reason::kPermissionDenied, "by_pilot needs the role PILOT");
  const auto cause = request.by_pilot() ? CancelCause::kPilot : CancelCause::kPerson;
  return ActOf(events_, call, event, person,
               [&](Event& loaded, const KnownPerson&) { return loaded.CancelRegistration(person, cause, call.now); });
}

Result<v1::Registration> RegistrationHandlers::Switch(const Call& call, const v1::SwitchRegistrationRequest& request) {
  Names names(call);
  const auto event = names.Event(request.parent(), "parent");
  const auto person = names.Person(request.person(), "person");
  const auto session = names.SessionOf(event, request.session(), "session");
  if (request.session().empty()) names.Fault("session", "required");
  if (auto status = names.Check(); !status) return Propagate(status);
  return ActOf(events_, call, event, person,
               [&](Event& loaded, const KnownPerson&) { return loaded.Switch(person, session, call.now); });
}

Result<v1::Decline> RegistrationHandlers::Decline(const Call& call, const v1::DeclineEventRequest& request) {
  Names names(call);
  const auto event = names.Event(request.parent(), "parent");
  const auto person = names.Person(request.person(), "person");
  if (auto status = names.Check(); !status) return Propagate(status);
  return events_.ChangeFor<v1::Decline>(call, event, person, Presence::kRequired,
                                        [&](Event& loaded, const KnownPerson&) -> Result<v1::Decline> {
                                          auto decline = loaded.DeclineBy(person, call.now);
                                          if (!decline) return Propagate(decline);
                                          return messages::ToProto(loaded.details().name(), *decline);
                                        });
}

Result<v1::Registration> RegistrationHandlers::AnswerOffer(const Call& call, const v1::AnswerOfferRequest& request) {
  Names names(call);
  const auto event = names.Event(request.parent(), "parent");
  const auto person = names.Person(request.person(), "person");
  if (auto status = names.Check(); !status) return Propagate(status);
  return ActOf(events_, call, event, person, [&](Event& loaded, const KnownPerson&) {
    return loaded.AnswerOffer(person, request.accept(), call.now);
  });
}

}  // namespace maillage::network::rpc
