#pragma once

#include "network/store/event_store.h"
#include "platform/core/call.h"
#include "platform/rpc/router.h"

namespace maillage::network::v1 {
class AnswerOfferRequest;
class AnswerSurveyRequest;
class Attendance;
class CancelRegistrationRequest;
class CreateRegistrationRequest;
class Decline;
class DeclineEventRequest;
class GetRegistrationRequest;
class ListRegistrationsRequest;
class ListRegistrationsResponse;
class ListSurveyAnswersRequest;
class ListSurveyAnswersResponse;
class MarkAttendanceRequest;
class Registration;
class SurveyAnswer;
class SwitchRegistrationRequest;
}  // namespace maillage::network::v1

namespace maillage::network::rpc {

/// maillage.network.v1.RegistrationService. The acts of people are also those of the links in mails (network/web).
class RegistrationHandlers {
 public:
  explicit RegistrationHandlers(store::EventStore& events) : events_(events) {}
  void AddTo(maillage::rpc::Router& router);

  Result<v1::Registration> Create(const Call& call, const v1::CreateRegistrationRequest& request);
  Result<v1::Registration> Cancel(const Call& call, const v1::CancelRegistrationRequest& request);
  Result<v1::Registration> Switch(const Call& call, const v1::SwitchRegistrationRequest& request);
  Result<v1::Decline> Decline(const Call& call, const v1::DeclineEventRequest& request);
  Result<v1::Registration> AnswerOffer(const Call& call, const v1::AnswerOfferRequest& request);
  Result<v1::SurveyAnswer> AnswerSurvey(const Call& call, const v1::AnswerSurveyRequest& request);

 private:
  Result<v1::Registration> Get(const Call& call, const v1::GetRegistrationRequest& request);
  Result<v1::ListRegistrationsResponse> List(const Call& call, const v1::ListRegistrationsRequest& request);
  Result<v1::Attendance> Mark(const Call& call, const v1::MarkAttendanceRequest& request);
  Result<v1::ListSurveyAnswersResponse> ListSurveyAnswers(const Call& call,
                                                          const v1::ListSurveyAnswersRequest& request);

  store::EventStore& events_;
};

}  // namespace maillage::network::rpc
