#pragma once

#include <memory>
#include <optional>
#include <string>

#include "platform/rpc/server_core.h"
#include "platform/rpc/wire_call.h"

// Private to rpc/*.cc: includes gRPC.
namespace maillage::rpc {

/// One call that a client has made: arrival, authentication, the request's message, access, then whatever Begin does,
/// and exactly one answer.
///
/// Begin hands the handler to a thread that may wait.
class LiveCall : public WireCall {
 public:
  LiveCall(std::shared_ptr<ServerCore> core, std::string name, const Router::Method* method, bool unary,
           std::unique_ptr<Arrival> arrival);

  /// Once, right after construction.
  void Start();
  /// Answers with an error from outside the call's own course; false when it was answered before.
  bool Abort(const Error& error);
  /// Looks after a call that lasts too long: one whose message never came is refused, one whose handler is late is
  /// logged.
  void Watch(Deadline now);
  /// The server stops: a stream ends.
  virtual void EndStream() {}

 protected:
  ~LiveCall() override = default;

  /// The request is complete, and allowed or a trespass: to be handled on a thread that may wait.
  virtual void Begin() = 0;
  /// When the request names a resource of a Caf that the caller has nothing to do with: puts that down in the audit and
  /// refuses, instead of the handler. May wait.
  bool RefuseTrespass();
  /// Answers with an error; false when the call was answered before.
  bool Refuse(const Error& error);
  /// Answers with a message; false when the call was answered before.
  bool Succeed(const std::string& message);
  /// Answers a stream's end.
  bool Succeed();
  /// Refuses with INTERNAL after an exception; what it said stays in the log.
  void RefuseException(const char* what);

  void OnReadDone(bool ok) final;
  void OnCancel() override { cancelled_ = true; }
  void OnDone() final;

  ServerCore& core() { return *core_; }
  const std::shared_ptr<ServerCore>& shared_core() { return core_; }
  const Router::Method& method() const { return *method_; }
  const Call& call() const { return call_; }
  const google::protobuf::Message& request() const { return *request_; }
  bool cancelled() const { return cancelled_; }

 private:
  void Receive();
  Status Admit();
  /// With a message, an error, or neither.
  bool Answer(const Error* error, const grpc::ByteBuffer* message = nullptr);

  const std::shared_ptr<ServerCore> core_;
  const Router::Method* const method_;  // nullptr: there is no such method
  const bool unary_;
  const bool is_activity_;
  const std::chrono::steady_clock::time_point arrived_;
  std::mutex intake_;  // held while what follows is filled in; nothing changes it once the call has begun
  Call call_;
  grpc::ByteBuffer received_;
  std::unique_ptr<google::protobuf::Message> request_;
  std::optional<Error> trespass_;
  std::atomic<bool> begun_{false};
  std::atomic<bool> answered_{false};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> reported_{false};
  friend class LiveCalls;
  LiveCall* previous_ = nullptr;  // these two: LiveCalls'
  LiveCall* next_ = nullptr;
};

/// A call with one answer, on the executor. Also every call that no handler exists for.
void TakeUnaryCall(std::shared_ptr<ServerCore> core, std::string name, const Router::Method* method,
                   std::unique_ptr<Arrival> arrival);
/// A call with many answers, on a thread of its own.
void TakeStreamCall(std::shared_ptr<ServerCore> core, std::string name, const Router::Method& method,
                    std::unique_ptr<Arrival> arrival);
/// A stream of questions about the protos (grpc.reflection.v1alpha), without a token.
void TakeReflection(std::shared_ptr<ServerCore> core, std::unique_ptr<Arrival> arrival);

}  // namespace maillage::rpc
