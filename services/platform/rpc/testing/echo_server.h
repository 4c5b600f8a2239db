#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "platform/auth/test_keys.h"
#include "platform/clock/clock.h"
#include "platform/rpc/client.h"
#include "platform/rpc/server.h"
#include "rpc/testing/echo.pb.h"

namespace maillage::rpc::testing {

using platform::testing::CreateEchoRequest;
using platform::testing::Echo;
using platform::testing::GetEchoRequest;
using platform::testing::ListEchoesRequest;
using platform::testing::WatchEchoesRequest;

inline const std::string kService = "maillage.platform.testing.EchoService/";

/// A server on a free port of loopback, and what is needed to call it.
class EchoServer {
 public:
  explicit EchoServer(ServerConfig config = {});

  /// Trespasses, as put down: subject and resource.
  std::vector<std::pair<std::string, std::string>> trespasses() const;

  /// Before Start.
  Router& router() { return router_; }
  void OnGet(std::function<Result<Echo>(const Call&, const GetEchoRequest&)> handler);
  void OnCreate(std::function<Result<Echo>(const Call&, const CreateEchoRequest&)> handler);
  void Start();

  Server& server() { return *server_; }
  std::string target() const { return "127.0.0.1:" + std::to_string(server_->port()); }
  /// A token that is good for an hour.
  std::string TokenOf(const Caller& caller, std::chrono::seconds lifetime = std::chrono::hours(1)) const;
  Client ClientOf(const Caller& caller) const;
  Client ClientWith(std::string token) const;

  StepClock clock{Instant(std::chrono::seconds(1'770'000'000))};

 private:
  auth::TestKeys keys_ = auth::TestKeys::Make();
  auth::Verifier verifier_{keys_.public_pem};
  Router router_;
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, std::string>> trespasses_;
  std::unique_ptr<Server> server_;
};

inline Caller Pilot(const std::string& caf = "95") { return {"cafs/" + caf + "/people/pilot", {{caf, {"PILOT"}}}, {}}; }

inline GetEchoRequest Named(const std::string& name) {
  GetEchoRequest request;
  request.set_name(name);
  return request;
}

}  // namespace maillage::rpc::testing
