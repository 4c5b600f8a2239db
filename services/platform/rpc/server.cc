#include "platform/rpc/server.h"

#include <absl/synchronization/mutex.h>
#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>

#include <thread>

#include "platform/core/reasons.h"
#include "platform/log/log.h"
#include "platform/rpc/grpc_log.h"
#include "platform/rpc/live_call.h"

namespace maillage::rpc {
namespace {

constexpr int kMostMessageBytes = 16 * 1024 * 1024;
constexpr std::chrono::seconds kWatchEvery{1};
constexpr std::chrono::milliseconds kGoodbye{200};

}  // namespace

/// gRPC's side of the server: every method that no other service of the server has comes to CreateReactor.
class Server::Adapter final : public grpc::CallbackGenericService {
 public:
  Adapter(const ServerConfig& config, const Clock& clock, const auth::Verifier& verifier, const Router& router,
          Audit audit)
      : config_(config), clock_(clock), verifier_(verifier), router_(router), audit_(std::move(audit)) {}

  Status Start();
  void Stop(std::chrono::milliseconds grace);
  int port() const { return port_; }
  bool Quiet() const { return !core_ || core_->activity.load() == 0; }

 private:
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext* context) override;
  void Watch();

  const ServerConfig config_;
  const Clock& clock_;
  const auth::Verifier& verifier_;
  const Router& router_;
  const Audit audit_;
  std::shared_ptr<ServerCore> core_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::thread watchdog_;
};

Status Server::Adapter::Start() {
  core_ = std::make_shared<ServerCore>(config_, clock_, verifier_, router_, audit_);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.RegisterCallbackGenericService(this);
  builder.AddListeningPort(config_.listen, grpc::InsecureServerCredentials(), &port_);
  builder.SetMaxReceiveMessageSize(kMostMessageBytes);
  builder.SetMaxSendMessageSize(kMostMessageBytes);
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 20'000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
  server_ = builder.BuildAndStart();
  if (!server_ || port_ == 0) {
    server_.reset();
    return Fail(reason::kInternal, "cannot listen on {}: the address is taken or wrong", config_.listen);
  }
  watchdog_ = std::thread([this] { Watch(); });
  return {};
}

void Server::Adapter::Stop(std::chrono::milliseconds grace) {
  {
    std::lock_guard lock(mutex_);
    if (stopped_ || !server_) return;
    stopped_ = true;
    wake_.notify_all();
  }
  const auto until = std::chrono::steady_clock::now() + grace;
  server_->GetHealthCheckService()->Shutdown();
  core_->stopping = true;
  core_->calls.ForEach([](LiveCall& call) { call.EndStream(); });
  core_->unanswered.WaitForZero(until);
  core_->streams.WaitForZero(until);
  // What is still here was given its grace: it is answered for its handler, or gRPC would wait for it for ever.
  core_->calls.ForEach(
      [](LiveCall& call) { call.Abort(Fail(reason::kStopping, "the service is about to stop").value()); });
  server_->Shutdown(std::chrono::system_clock::now() + kGoodbye);
  core_->executor.Stop();
  if (!core_->streams.WaitForZero(std::chrono::steady_clock::now() + grace))
    log::Error("a stream's handler does not end");
  watchdog_.join();
}

grpc::ServerGenericBidiReactor* Server::Adapter::CreateReactor(grpc::GenericCallbackServerContext* context) {
  auto name = context->method().substr(context->method().starts_with('/') ? 1 : 0);
  const auto* method = router_.Find(name);
  if (method == nullptr && name.starts_with("grpc.reflection.v1") &&
      name.ends_with(".ServerReflection/ServerReflectionInfo")) {
    return NewReflection(core_);
  }
  if (method != nullptr && method->stream) return NewStreamCall(core_, std::move(name), *method, *context);
  return NewUnaryCall(core_, std::move(name), method, *context);
}

void Server::Adapter::Watch() {
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kWatchEvery, [&] { return stopped_; })) {
    const auto now = std::chrono::steady_clock::now();
    core_->calls.ForEach([&](LiveCall& call) { call.Watch(now); });
  }
}

Server::Server(ServerConfig config, const Clock& clock, const auth::Verifier& verifier, const Router& router,
               Audit audit)
    : adapter_(std::make_unique<Adapter>(config, clock, verifier, router, std::move(audit))) {
  BridgeGrpcLog();
  // Debian's abseil looks for deadlocks at each lock that gRPC takes, as for debugging: a twentieth of a call's time.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
}

Server::~Server() { Stop(std::chrono::milliseconds(500)); }

Status Server::Start() { return adapter_->Start(); }

int Server::port() const { return adapter_->port(); }

void Server::Stop(std::chrono::milliseconds grace) { adapter_->Stop(grace); }

bool Server::Quiet() const { return adapter_->Quiet(); }

}  // namespace maillage::rpc
