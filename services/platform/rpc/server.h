#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/auth/token.h"
#include "platform/clock/activity.h"
#include "platform/clock/clock.h"
#include "platform/rpc/router.h"

namespace maillage::rpc {

struct ServerConfig {
  /// host:port; port 0 picks one.
  std::string listen = "127.0.0.1:0";
  /// Threads that run handlers: about the database pool's size.
  int executor_threads = 8;
  /// Calls that may wait for a thread; beyond: OVERLOADED.
  int queue = 256;
  /// Deadline of a call that brings none.
  std::chrono::milliseconds default_deadline{10000};
};

/// Puts down that a call asked for a resource of a Caf that the caller has nothing to do with. Called on an executor
/// thread, before the call is refused; may wait until the call's deadline.
using Audit = std::function<Status(const Call& call, const std::string& resource)>;

/// The gRPC server and its one adapter. Per unary call, in this order: deadline, trace (traceparent), authentication
/// (Bearer JWT), access (the method's option), shedding, handler on the bounded executor, metrics, one access-log line,
/// exactly one Finish. Permission is checked before existence. Health (grpc.health.v1) and reflection are served
/// without a token. Errors leave as google.rpc.Status with ErrorInfo{reason, domain="maillage"} and BadRequest with
/// every bad field.
class Server final : public Activity {
 public:
  /// Without an audit, trespasses are in the log only.
  Server(ServerConfig config, const Clock& clock, const auth::Verifier& verifier, const Router& router,
         Audit audit = {});
  ~Server() override;

  /// Binds and serves. Error: when the address is taken.
  Status Start();
  int port() const;
  /// NOT_SERVING, refuse new calls, drain within `grace`, shut down. Idempotent.
  void Stop(std::chrono::milliseconds grace);

  std::string name() const override { return "rpc server"; }
  /// No call under way but those of ClockService and streams.
  bool Quiet() const override;

 private:
  class Adapter;
  std::unique_ptr<Adapter> adapter_;
};

}  // namespace maillage::rpc
