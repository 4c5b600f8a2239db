#include <set>

#include "maillage/network/v1/registration.pb.h"
#include "network/domain/survey.h"
#include "network/messages/messages.h"
#include "network/rpc/names.h"
#include "network/rpc/registration_handlers.h"
#include "platform/core/ids.h"
#include "platform/listing/listing.h"

/// RegistrationService: marks and surveys.
namespace maillage::network::rpc {

using store::KnownPerson;
using store::Presence;

Result<v1::Attendance> RegistrationHandlers::Mark(const Call& call, const v1::MarkAttendanceRequest& request) {
  Names names(call);
  const auto [event, session] = names.Session(request.session(), "session");
  const auto person = names.Person(request.person(), "person");
  const auto mark = Named<network::Mark>(v1::Attendance::Mark_Name(request.mark()));
  if (!mark) names.Fault("mark", "ATTENDED, PARTIAL, EXCUSED or NO_SHOW");
  if (auto status = names.Check(); !status) return Propagate(status);
  return events_.ChangeFor<v1::Attendance>(
      call, event, person, Presence::kIndifferent,
      [&, &session = session](Event& loaded, const KnownPerson& known) -> Result<v1::Attendance> {
        auto marked = loaded.MarkAttendance({session, person, known.organisation, *mark, request.minutes()}, call.now);
        if (!marked) return Propagate(marked);
        return messages::ToProto(loaded.details().name(), *marked);
      });
}

Result<v1::SurveyAnswer> RegistrationHandlers::AnswerSurvey(const Call& call, const v1::AnswerSurveyRequest& request) {
  Names names(call);
  const auto event = names.Event(request.parent(), "parent");
  const auto person = names.Person(request.answer().person(), "answer.person");
  if (auto status = names.Check(); !status) return Propagate(status);
  return events_.ChangeFor<v1::SurveyAnswer>(
      call, event, person, Presence::kRequired, [&](Event& loaded, const KnownPerson&) -> Result<v1::SurveyAnswer> {
        const auto& said = request.answer();
        auto answer =
            loaded.AnswerSurvey({person, said.satisfaction(), said.recommendation(), said.comment(), {}}, call.now);
        if (!answer) return Propagate(answer);
        return messages::ToProto(loaded.details().name(), *answer);
      });
}

Result<v1::ListSurveyAnswersResponse> RegistrationHandlers::ListSurveyAnswers(
    const Call& call, const v1::ListSurveyAnswersRequest& request) {
  Names names(call);
  const auto id = names.Event(request.parent(), "parent");
  if (auto status = names.Check(); !status) return Propagate(status);
  const auto scope = "surveyAnswers|" + call.caf + "|" + id.value;
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  auto event = events_.Get(call, id);
  if (!event) return Propagate(event);
  auto answers = events_.SurveyAnswers(call, id, "", 0);
  if (!answers) return Propagate(answers);

  v1::ListSurveyAnswersResponse response;
  for (const auto& each : *answers) {
    if (each.person.value <= page->after) continue;
    if (response.answers_size() == page->size) {
      response.set_next_page_token(
          listing::NextToken(std::string(LastSegment(response.answers(page->size - 1).person())), scope));
      break;
    }
    *response.add_answers() = messages::ToProto(event->details().name(), each);
  }
  std::set<PersonId> attended;
  for (const auto& each : event->attendance()) {
    if (IsPresence(each.mark)) attended.insert(each.person);
  }
  const auto scores = ScoresOf(*answers);
  response.set_attended(static_cast<int>(attended.size()));
  response.set_mean_satisfaction(scores.mean_satisfaction);
  response.set_net_promoter_score(scores.net_promoter_score);
  return response;
}

}  // namespace maillage::network::rpc
