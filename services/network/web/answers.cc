#include "network/web/answers.h"

#include <map>

#include "maillage/network/v1/registration.pb.h"
#include "network/messages/messages.h"
#include "network/web/survey_form.h"
#include "platform/core/ids.h"
#include "platform/log/log.h"

namespace maillage::network::web {
namespace {

const std::map<std::string, Act>& Acts() {
  static const std::map<std::string, Act> kActs{
      {"register", Act::kRegister}, {"decline", Act::kDecline}, {"cancel", Act::kCancel}, {"switch", Act::kSwitch},
      {"accept", Act::kAccept},     {"refuse", Act::kRefuse},   {"survey", Act::kSurvey}};
  return kActs;
}

/// Who clicks is the person whom the link was made for.
Call CallOf(const Request& request, const std::string& link, Instant now) {
  Call call;
  call.now = now;
  call.caf = request.caf;
  call.method = "maillage.network.web/Answer";
  call.caller.subject = messages::PersonName(request.caf, request.person);
  call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  call.trace = Trace::New();
  call.request_digest = Sha256Hex(link);
  return call;
}

http::Response NoSuchLink(const Error& error) {
  Page page;
  page.status = error.reason == auth::reason::kLinkExpired.name ? 410 : 404;
  page.title = "Ce lien n’est plus valable";
  page.paragraphs = {error.reason == auth::reason::kLinkExpired.name
                         ? "Le délai pour répondre par ce lien est passé."
                         : "Il a été coupé ou modifié en route. Rouvrez-le depuis le courriel d’origine.",
                     "Une question ? Répondez à l’un de nos courriels : le Pôle ressources vous aidera."};
  return Render(page);
}

http::Response Away(const Error& error) {
  log::Warn("a page could not be answered", error);
  Page page;
  page.status = 503;
  page.title = "Un incident nous empêche de répondre";
  page.paragraphs = {"Rien n’a changé. Réessayez dans quelques minutes avec le même lien."};
  return Render(page);
}

bool IsRefusal(const Error& error) {
  return error.code == Code::kFailedPrecondition || error.code == Code::kAlreadyExists ||
         error.code == Code::kNotFound || error.code == Code::kInvalidArgument;
}

template <class Response>
Status Done(const Result<Response>& result) {
  if (!result) return Propagate(result);
  return {};
}

}  // namespace

void Answers::ServeOn(http::Server& server) {
  const std::string pattern = "/r/([A-Za-z0-9_.-]+)";
  server.Get(pattern, [this](const http::Request& request) { return Show(request.groups.at(0)); });
  server.Post(pattern, [this](const http::Request& request) { return Do(request.groups.at(0), request.form); });
}

http::Response Answers::Show(const std::string& link) const {
  const auto now = clock_.Now();
  auto request = Read(link, now);
  if (!request) return NoSuchLink(request.error());
  auto loaded = Load(CallOf(*request, link, now), *request);
  if (!loaded) return IsRefusal(loaded.error()) ? NoSuchLink(loaded.error()) : Away(loaded.error());
  return Render(Foresee(*request, loaded->event, loaded->person, now).page);
}

http::Response Answers::Do(const std::string& link, const std::map<std::string, std::string>& form) {
  const auto now = clock_.Now();
  auto request = Read(link, now);
  if (!request) return NoSuchLink(request.error());
  auto call = CallOf(*request, link, now);
  auto before = Load(call, *request);
  if (!before) return IsRefusal(before.error()) ? NoSuchLink(before.error()) : Away(before.error());
  const auto prospect = Foresee(*request, before->event, before->person, now);
  if (!prospect.possible) return Render(prospect.page);
  if (request->act == Act::kSurvey && !SaysAnything(ReadSurvey(form))) {
    auto page = prospect.page;
    page.paragraphs = {"Il manque votre réponse : choisissez une note ou écrivez un mot, puis envoyez."};
    return Render(page);
  }

  // One use per answer. Who waits and takes a free seat by the link of their invitation gives another answer with it; a
  // survey may be answered again.
  const auto* active = before->event.ActiveRegistration(request->person, now);
  if (request->act != Act::kSurvey) {
    call.request_id = "link-" + call.request_digest.substr(0, 40);
    if (request->act == Act::kRegister && active) call.request_id += "-" + active->id.value;
  }
  if (auto done = Act(call, *request, form); !done) {
    return IsRefusal(done.error()) ? Render(Refusal(*request, before->event, done.error().reason)) : Away(done.error());
  }
  auto after = Load(call, *request);
  if (!after) return Away(after.error());
  if (after->event.details().version == before->event.details().version)
    return Render(UsedAlready(*request, after->event, now));
  return Render(Outcome(*request, after->event, after->person, now));
}

Result<Request> Answers::Read(const std::string& link, Instant now) const {
  auto signed_link = signer_.Read(link, now);
  if (!signed_link) return Propagate(signed_link);
  auto& fields = signed_link->fields;
  const auto act = Acts().find(fields["act"]);
  const auto person = MatchName(fields["person"], "cafs/*/people/*");
  const auto event = MatchName(fields["event"], "cafs/*/events/*");
  if (act == Acts().end() || person.empty() || event.empty() || person[0] != event[0]) {
    return Fail(auth::reason::kLinkInvalid, "the link asks for nothing we know");
  }
  return Request{act->second, event[0], EventId(event[1]), PersonId(person[1]),
                 SessionId(std::string(LastSegment(fields["session"])))};
}

Result<Answers::Loaded> Answers::Load(const Call& call, const Request& request) const {
  return events_.database().Read<Loaded>(call, [&](pg::Transaction& tx) -> Result<Loaded> {
    auto event = store::Load(tx, request.caf, request.event);
    if (!event) return Propagate(event);
    event->RunDue(call.now);  // as an act would find it
    auto person = store::FindPerson(tx, request.caf, request.person);
    if (!person) return Propagate(person);
    return Loaded{std::move(*event), std::move(*person)};
  });
}

Status Answers::Act(const Call& call, const Request& request, const std::map<std::string, std::string>& form) {
  const auto parent = "cafs/" + request.caf + "/events/" + request.event.value;
  const auto person = messages::PersonName(request.caf, request.person);
  switch (request.act) {
    case web::Act::kRegister: {
      v1::CreateRegistrationRequest create;
      create.set_parent(parent);
      create.mutable_registration()->set_person(person);
      create.mutable_registration()->set_session(messages::SessionName(parent, request.session));
      return Done(registrations_.Create(call, create));
    }
    case web::Act::kDecline: {
      v1::DeclineEventRequest decline;
      decline.set_parent(parent);
      decline.set_person(person);
      return Done(registrations_.Decline(call, decline));
    }
    case web::Act::kCancel: {
      v1::CancelRegistrationRequest cancel;
      cancel.set_parent(parent);
      cancel.set_person(person);
      return Done(registrations_.Cancel(call, cancel));
    }
    case web::Act::kSwitch: {
      v1::SwitchRegistrationRequest change;
      change.set_parent(parent);
      change.set_person(person);
      change.set_session(messages::SessionName(parent, request.session));
      return Done(registrations_.Switch(call, change));
    }
    case web::Act::kAccept:
    case web::Act::kRefuse: {
      v1::AnswerOfferRequest answer;
      answer.set_parent(parent);
      answer.set_person(person);
      answer.set_accept(request.act == web::Act::kAccept);
      return Done(registrations_.AnswerOffer(call, answer));
    }
    case web::Act::kSurvey: {
      auto said = ReadSurvey(form);
      said.person = request.person;
      v1::AnswerSurveyRequest survey;
      survey.set_parent(parent);
      *survey.mutable_answer() = messages::ToProto(parent, said);
      return Done(registrations_.AnswerSurvey(call, survey));
    }
  }
  return {};
}

}  // namespace maillage::network::web
