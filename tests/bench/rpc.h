#pragma once

#include <string>

#include "platform/auth/test_keys.h"
#include "platform/auth/token.h"
#include "platform/rpc/server.h"
#include "rpc/testing/echo.pb.h"

namespace maillage::bench {

inline const std::string kEchoMethod = "maillage.platform.testing.EchoService/GetEcho";
inline const std::string kPingMethod = "maillage.platform.testing.EchoService/Ping";  // without a token

/// The whole adapter, with a handler that does nothing.
class AdapterServer {
 public:
  AdapterServer();
  void Start();
  int port() const { return server_.port(); }
  std::string Token() const;

 private:
  const auth::TestKeys keys_ = auth::TestKeys::Make();
  SystemClock clock_;
  auth::Verifier verifier_{keys_.public_pem};
  rpc::Router router_;
  rpc::Server server_;
};

}  // namespace maillage::bench
