#pragma once

#include "notifier/engine/testing.h"
#include "notifier/rpc/handlers.h"

namespace maillage::notifier::rpc {

/// The notifier's methods, called as the rpc adapter calls them, on a real engine and database.
class Methods : public testing::EngineOnDatabase {
 protected:
  Methods() {
    ServeReminders(router_, database_, *engine_);
    ServeRules(router_, database_, *engine_);
    ServeNotifications(router_, database_, *engine_, watchers_);
    engine_->OnSent([this](const SentMail& mail) { watchers_.Tell(mail); });
  }

  Call CallOf(const std::string& method, const google::protobuf::Message& request, const std::string& caf) const {
    Call call;
    call.method = "maillage.notifier.v1." + method;
    call.now = clock_.Now();
    call.caf = caf;
    call.caller.subject = "cafs/95/people/pilot";
    call.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    call.trace = Trace::New();
    call.request_digest = Sha256Hex(request.SerializeAsString());
    const auto* id = request.GetDescriptor()->FindFieldByName("request_id");
    if (id != nullptr) call.request_id = request.GetReflection()->GetString(request, id);
    return call;
  }
  template <class Response>
  Result<Response> Ask(const std::string& method, const google::protobuf::Message& request,
                       const std::string& caf = "95") {
    const auto call = CallOf(method, request, caf);
    auto answer = router_.Find(call.method)->unary(call, request);
    if (!answer) return Propagate(answer);
    Response response;
    response.ParseFromString(*answer);
    return response;
  }
  using EngineOnDatabase::Ask;

  maillage::rpc::Router router_;
  Watchers watchers_;
};

}  // namespace maillage::notifier::rpc
