#include "platform/rpc/server.h"

#include <absl/synchronization/mutex.h>
#include <grpcpp/grpcpp.h>

#include <deque>
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
constexpr int kDoors = 64;

}  // namespace

/// gRPC's side of the server: one thread takes what gRPC's queue brings, every call of any method to begin with.
class Server::Adapter final {
 public:
  Adapter(const ServerConfig& config, const Clock& clock, const auth::Verifier& verifier, const Router& router,
          Audit audit)
      : config_(config), clock_(clock), verifier_(verifier), router_(router), audit_(std::move(audit)) {}

  Status Start();
  void Stop(std::chrono::milliseconds grace);
  int port() const { return port_; }
  bool Quiet() const { return !core_ || core_->activity.load() == 0; }

 private:
  /// Lets one call in after another.
  class Door final : public Event {
   public:
    explicit Door(Adapter& adapter) : adapter_(adapter) {}
    void Open();
    void Come(bool ok) override;

   private:
    Adapter& adapter_;
    std::unique_ptr<Arrival> arrival_;
  };

  void Poll();
  void Take(std::unique_ptr<Arrival> arrival);
  void Watch();

  const ServerConfig config_;
  const Clock& clock_;
  const auth::Verifier& verifier_;
  const Router& router_;
  const Audit audit_;
  std::shared_ptr<ServerCore> core_;
  grpc::AsyncGenericService every_method_;
  std::deque<Door> doors_;
  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::unique_ptr<grpc::Server> server_;
  std::thread poller_;
  int port_ = 0;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::thread watchdog_;
};

Status Server::Adapter::Start() {
  core_ = std::make_shared<ServerCore>(config_, clock_, verifier_, router_, audit_);
  grpc::ServerBuilder builder;
  builder.RegisterAsyncGenericService(&every_method_);
  queue_ = builder.AddCompletionQueue();
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
    queue_->Shutdown();
    Poll();
    return Fail(reason::kInternal, "cannot listen on {}: the address is taken or wrong", config_.listen);
  }
  for (int i = 0; i < kDoors; ++i) doors_.emplace_back(*this).Open();
  poller_ = std::thread([this] { Poll(); });
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
  core_->health.Leave();
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
  queue_->Shutdown();
  poller_.join();
}

void Server::Adapter::Poll() {
  void* tag = nullptr;
  bool ok = false;
  while (queue_->Next(&tag, &ok)) static_cast<Event*>(tag)->Come(ok);
}

void Server::Adapter::Door::Open() {
  arrival_ = std::make_unique<Arrival>();
  adapter_.every_method_.RequestCall(&arrival_->context, &arrival_->stream, adapter_.queue_.get(),
                                     adapter_.queue_.get(), tag());
}

void Server::Adapter::Door::Come(bool ok) {
  if (!ok) return;  // the server shuts down
  auto arrival = std::move(arrival_);
  Open();
  adapter_.Take(std::move(arrival));
}

void Server::Adapter::Take(std::unique_ptr<Arrival> arrival) {
  auto name = arrival->context.method();
  if (name.starts_with('/')) name.erase(0, 1);
  const auto* method = router_.Find(name);
  if (method != nullptr && method->stream) {
    TakeStreamCall(core_, std::move(name), *method, std::move(arrival));
  } else if (method != nullptr) {
    TakeUnaryCall(core_, std::move(name), method, std::move(arrival));
  } else if (name == "grpc.health.v1.Health/Check" || name == "grpc.health.v1.Health/Watch") {
    TakeHealthCall(core_, std::move(arrival), name.ends_with("Watch"));
  } else if (name.starts_with("grpc.reflection.v1") && name.ends_with(".ServerReflection/ServerReflectionInfo")) {
    TakeReflection(core_, std::move(arrival));
  } else {
    TakeUnaryCall(core_, std::move(name), nullptr, std::move(arrival));
  }
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
