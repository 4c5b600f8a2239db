// What the tests of the server share (rpc/testing/echo_server.h).
#include "platform/rpc/testing/echo_server.h"

#include <gtest/gtest.h>

namespace maillage::rpc::testing {

EchoServer::EchoServer(ServerConfig config)
    : server_(std::make_unique<Server>(std::move(config), clock, verifier_, router_,
                                       [this](const Call& call, const std::string& resource) -> Status {
                                         std::lock_guard lock(mutex_);
                                         trespasses_.emplace_back(call.caller.subject, resource);
                                         return {};
                                       })) {}

std::vector<std::pair<std::string, std::string>> EchoServer::trespasses() const {
  std::lock_guard lock(mutex_);
  return trespasses_;
}

void EchoServer::OnGet(std::function<Result<Echo>(const Call&, const GetEchoRequest&)> handler) {
  router_.Unary<GetEchoRequest, Echo>(kService + "GetEcho", std::move(handler));
}

void EchoServer::OnCreate(std::function<Result<Echo>(const Call&, const CreateEchoRequest&)> handler) {
  router_.Unary<CreateEchoRequest, Echo>(kService + "CreateEcho", std::move(handler));
}

void EchoServer::Start() {
  const auto started = server_->Start();
  ASSERT_TRUE(started) << started.error().message;
}

std::string EchoServer::TokenOf(const Caller& caller, std::chrono::seconds lifetime) const {
  return auth::Signer(keys_.private_pem).Sign(caller, lifetime);
}

Client EchoServer::ClientOf(const Caller& caller) const { return ClientWith(TokenOf(caller)); }

Client EchoServer::ClientWith(std::string token) const {
  return {target(), [token = std::move(token)] { return token; }};
}

}  // namespace maillage::rpc::testing
