#include "platform/rpc/client.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <random>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/rpc/byte_buffer.h"
#include "platform/rpc/error_details.h"
#include "platform/rpc/grpc_log.h"
#include "platform/rpc/observer.h"

namespace maillage::rpc {
namespace {

using google::protobuf::Message;

constexpr int kMostMessageBytes = 16 * 1024 * 1024;
constexpr std::chrono::milliseconds kFirstBackOff{50};
constexpr std::chrono::milliseconds kLongestBackOff{2000};

std::shared_ptr<grpc::Channel> Connect(const std::string& target) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMostMessageBytes);
  arguments.SetMaxSendMessageSize(kMostMessageBytes);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  // A service that comes back is found at once, not after gRPC's own minutes.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
  // In spite of its name: how long a connection may take until the service has greeted.
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 3'000);
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return grpc::CreateCustomChannel(target, grpc::InsecureChannelCredentials(), arguments);
}

/// Waits for the one operation under way on a queue.
bool Next(grpc::CompletionQueue& queue) {
  void* tag = nullptr;
  bool ok = false;
  return queue.Next(&tag, &ok) && ok;
}

std::chrono::milliseconds Jittered(std::chrono::milliseconds back_off) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return std::chrono::milliseconds(std::uniform_int_distribution<long>(back_off.count() / 2, back_off.count())(random));
}

}  // namespace

class Client::Channel {
 public:
  Channel(std::string target, std::function<std::string()> token)
      : target_(std::move(target)), token_(std::move(token)), stub_(Connect(target_)) {}

  Status CallOnce(const std::string& method, const grpc::ByteBuffer& request, Message& response, const Trace& trace,
                  std::chrono::system_clock::time_point deadline);
  Status Stream(const std::string& method, const Message& request, const std::function<Message*()>& make,
                const std::function<bool(const Message&)>& each);

 private:
  void Prepare(grpc::ClientContext& context, const Trace& trace) const;
  Error ToError(const grpc::Status& status, const std::string& method) const;

  const std::string target_;
  const std::function<std::string()> token_;
  grpc::GenericStub stub_;
};

void Client::Channel::Prepare(grpc::ClientContext& context, const Trace& trace) const {
  if (auto token = token_ ? token_() : std::string(); !token.empty())
    context.AddMetadata("authorization", "Bearer " + token);
  context.AddMetadata("traceparent", trace.ToTraceparent());
}

Status Client::Channel::CallOnce(const std::string& method, const grpc::ByteBuffer& request, Message& response,
                                 const Trace& trace, std::chrono::system_clock::time_point deadline) {
  grpc::ClientContext context;
  Prepare(context, trace);
  context.set_deadline(deadline);
  grpc::CompletionQueue queue;
  auto call = stub_.PrepareUnaryCall(&context, "/" + method, request, &queue);
  grpc::ByteBuffer answer;
  grpc::Status status;
  call->StartCall();
  call->Finish(&answer, &status, nullptr);
  Next(queue);
  if (!status.ok()) return tl::unexpected(ToError(status, method));
  if (!Parse(answer, response)) return Fail(reason::kInternal, "{} answered with something else", target_);
  return {};
}

Status Client::Channel::Stream(const std::string& method, const Message& request, const std::function<Message*()>& make,
                               const std::function<bool(const Message&)>& each) {
  grpc::ClientContext context;
  Prepare(context, Trace::New());
  grpc::CompletionQueue queue;
  auto call = stub_.PrepareCall(&context, "/" + method, &queue);
  call->StartCall(nullptr);
  bool open = Next(queue);
  if (open) {
    call->WriteLast(ToBytes(request), grpc::WriteOptions(), nullptr);
    open = Next(queue);
  }
  bool wanted = true;
  while (open && wanted) {
    grpc::ByteBuffer bytes;
    call->Read(&bytes, nullptr);
    open = Next(queue);
    if (!open) break;
    std::unique_ptr<Message> message(make());
    wanted = Parse(bytes, *message) && each(*message);
  }
  if (!wanted) context.TryCancel();
  grpc::Status status;
  call->Finish(&status, nullptr);
  Next(queue);
  if (!wanted || status.ok()) return {};
  return tl::unexpected(ToError(status, method));
}

Error Client::Channel::ToError(const grpc::Status& status, const std::string& method) const {
  Error error{static_cast<Code>(status.error_code()),
              CodeName(static_cast<Code>(status.error_code())),
              status.error_message(),
              {},
              {}};
  if (DecodeDetails(status.error_details(), error)) return error;
  switch (status.error_code()) {
    case grpc::StatusCode::UNAVAILABLE:
      return Fail(reason::kServiceUnavailable, "{} cannot be reached", target_).value();
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return Fail(reason::kDeadlineExceeded, "{} did not answer {} in time", target_, method).value();
    default:
      return error;
  }
}

Client::Client(std::string target, std::function<std::string()> token) {
  BridgeGrpcLog();
  channel_ = std::make_unique<Channel>(std::move(target), std::move(token));
}

Client::~Client() = default;
Client::Client(Client&&) noexcept = default;

Status Client::CallMessage(const std::string& method, const Message& request, Message& response,
                           const CallOptions& options) const {
  const auto deadline = std::chrono::system_clock::now() + options.timeout;
  const auto trace = options.trace.trace_id.empty() ? Trace::New() : options.trace;
  const auto bytes = ToBytes(request);
  auto back_off = kFirstBackOff;
  for (;;) {
    auto status = channel_->CallOnce(method, bytes, response, trace, deadline);
    if (status || !options.retry || status.error().code != Code::kUnavailable) return status;
    const auto pause = Jittered(back_off);
    if (std::chrono::system_clock::now() + pause >= deadline) return status;
    std::this_thread::sleep_for(pause);
    back_off = std::min(back_off * 2, kLongestBackOff);
  }
}

Status Client::Stream(const std::string& method, const Message& request, const std::function<Message*()>& make,
                      const std::function<bool(const Message&)>& each) const {
  return channel_->Stream(method, request, make, each);
}

}  // namespace maillage::rpc
