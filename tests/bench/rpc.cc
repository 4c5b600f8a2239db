// A call that does nothing: through the whole adapter, and through a bare callback server with the same message.

#include "bench/rpc.h"

#include <fmt/format.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/support/proto_buffer_reader.h>

#include <condition_variable>
#include <iostream>
#include <mutex>

#include "bench/benches.h"
#include "bench/child.h"
#include "platform/log/log.h"

namespace maillage::bench {
namespace {

using platform::testing::Echo;
using platform::testing::GetEchoRequest;

constexpr int kInFlight = 64;

Echo Answer(const GetEchoRequest& request) {
  Echo echo;
  echo.set_name(request.name());
  return echo;
}

/// What the adapter is measured against: the same message, parsed and answered, and nothing else.
class BareServer final : public grpc::CallbackGenericService {
 public:
  BareServer() {
    grpc::ServerBuilder builder;
    builder.RegisterCallbackGenericService(this);
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
    server_ = builder.BuildAndStart();
  }
  int port() const { return port_; }

 private:
  class Reactor final : public grpc::ServerGenericBidiReactor {
   public:
    Reactor() { StartRead(&request_); }

   private:
    void OnReadDone(bool) override {
      GetEchoRequest request;
      {
        grpc::ProtoBufferReader reader(&request_);
        request.ParseFromZeroCopyStream(&reader);
      }
      const grpc::Slice slice(Answer(request).SerializeAsString());
      answer_ = grpc::ByteBuffer(&slice, 1);
      StartWriteAndFinish(&answer_, {}, grpc::Status::OK);
    }
    void OnDone() override { delete this; }
    grpc::ByteBuffer request_, answer_;
  };
  grpc::ServerGenericBidiReactor* CreateReactor(grpc::GenericCallbackServerContext*) override { return new Reactor; }

  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;
};

Caller Pilot() { return {"cafs/95/people/pilot", {{"95", {"PILOT"}}}, {}}; }

/// The same call again and again, so many under way at once, until so many are answered.
class Load {
 public:
  Load(int port, const std::string& token)
      : token_("Bearer " + token),
        stub_(grpc::CreateChannel(fmt::format("127.0.0.1:{}", port), grpc::InsecureChannelCredentials())) {
    GetEchoRequest request;
    request.set_name("cafs/95/echoes/1");
    const grpc::Slice slice(request.SerializeAsString());
    request_ = grpc::ByteBuffer(&slice, 1);
  }

  /// Calls a second.
  double Run(int calls) {
    left_ = calls;
    open_ = std::min(calls, kInFlight);
    const auto seconds = Seconds([&] {
      for (int i = 0, first = open_; i < first; ++i) Next();
      std::unique_lock lock(mutex_);
      done_.wait(lock, [&] { return open_ == 0; });
    });
    Require(failed_ == 0, fmt::format("{} of {} calls failed", failed_.load(), calls));
    return calls / seconds;
  }

 private:
  struct One {
    grpc::ClientContext context;
    grpc::ByteBuffer answer;
  };

  void Next() {
    if (left_.fetch_sub(1) <= 0) {
      const std::lock_guard lock(mutex_);
      if (--open_ == 0) done_.notify_all();
      return;
    }
    auto* one = new One;
    one->context.AddMetadata("authorization", token_);
    one->context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    stub_.UnaryCall(&one->context, "/" + kEchoMethod, {}, &request_, &one->answer,
                    [this, one](const grpc::Status& status) {
                      if (!status.ok()) ++failed_;
                      delete one;
                      Next();
                    });
  }

  const std::string token_;
  grpc::GenericStub stub_;
  grpc::ByteBuffer request_;
  std::atomic<int> left_{0};
  std::atomic<int> failed_{0};
  int open_ = 0;
  std::mutex mutex_;
  std::condition_variable done_;
};

}  // namespace

AdapterServer::AdapterServer() : server_({}, clock_, verifier_, router_) {
  router_.Unary<GetEchoRequest, Echo>(
      kEchoMethod, [](const Call&, const GetEchoRequest& request) -> Result<Echo> { return Answer(request); });
  router_.Unary<platform::testing::ListEchoesRequest, Echo>(
      kPingMethod, [](const Call&, const auto&) -> Result<Echo> { return Echo(); });
}

void AdapterServer::Start() { Require(server_.Start().has_value(), "the adapter does not start"); }

std::string AdapterServer::Token() const {
  return auth::Signer(keys_.private_pem).Sign(Pilot(), std::chrono::hours(1));
}

int ServeRpc(const std::string& kind) {
  log::Start("bench", "info");
  std::unique_ptr<BareServer> bare;
  std::unique_ptr<AdapterServer> adapter;
  if (kind == "bare") {
    bare = std::make_unique<BareServer>();
    fmt::print("{} none\n", bare->port());
  } else {
    adapter = std::make_unique<AdapterServer>();
    adapter->Start();
    fmt::print("{} {}\n", adapter->port(), adapter->Token());
  }
  std::fflush(stdout);
  for (std::string line; std::getline(std::cin, line);) {
  }
  return 0;
}

void Rpc(const Size& size, Report& report) {
  Child adapter({"--serve-rpc", "adapter"}), bare({"--serve-rpc", "bare"});
  const auto start = [](Child& child) {
    const auto said = child.ReadLine();
    const auto blank = said.find(' ');
    return std::make_unique<Load>(std::stoi(said.substr(0, blank)), said.substr(blank + 1));
  };
  auto ours = start(adapter), theirs = start(bare);
  const int calls = size.Of(40'000);
  ours->Run(calls / 4);
  theirs->Run(calls / 4);
  const auto pairs = Alternate(
      size.pairs(), [&] { return ours->Run(calls); }, [&] { return theirs->Run(calls); });
  report.AtLeast("rpc", pairs, "calls/s", 0.85);
}

}  // namespace maillage::bench
