#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "platform/core/call.h"
#include "platform/core/result.h"

namespace maillage::rpc {

class AccessRule;

/// Where a streaming handler writes. Thread-safe.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  /// False when the client has gone or the server stops: return then.
  virtual bool Write(const google::protobuf::Message& message) = 0;
  /// Blocks until the stream is over or `wait` has passed; true while it is open.
  virtual bool Open(std::chrono::milliseconds wait) = 0;
};

/// The methods of a service: plain functions by full method name, found by the adapter. Filled before the server
/// starts. Free of gRPC headers on purpose: they cost four seconds a file.
class Router {
 public:
  /// `Unary<v1::GetEventRequest, v1::Event>("maillage.network.v1.EventService/GetEvent", [&](const Call&, const auto&
  /// request) …)`. A name that is not in the compiled protos, another request or response type, or a method whose proto
  /// does not say who may call it throws std::logic_error at start.
  ///
  /// For a resource that is not there return NotFound(name) (core/reasons.h). A NOT_FOUND whose text names the resource
  /// that the request is about, or ends with its id, leaves with exactly those words, as for another Caf's resource.
  template <class Request, class Response>
  void Unary(const std::string& method, std::function<Result<Response>(const Call&, const Request&)> handler) {
    Add(method, Request::descriptor(), Response::descriptor(),
        Method{[] { return std::unique_ptr<google::protobuf::Message>(new Request); },
               [handler = std::move(handler)](const Call& call,
                                              const google::protobuf::Message& request) -> Result<std::string> {
                 auto result = handler(call, static_cast<const Request&>(request));
                 if (!result) return Propagate(result);
                 return result->SerializeAsString();
               },
               nullptr});
  }

  /// A method that streams answers; runs on a thread of its own (at most 256 at once).
  template <class Request, class Response>
  void Stream(const std::string& method, std::function<Status(const Call&, const Request&, StreamSink&)> handler) {
    Add(method, Request::descriptor(), Response::descriptor(),
        Method{[] { return std::unique_ptr<google::protobuf::Message>(new Request); }, nullptr,
               [handler = std::move(handler)](const Call& call, const google::protobuf::Message& request,
                                              StreamSink& sink) {
                 return handler(call, static_cast<const Request&>(request), sink);
               }});
  }

  struct Method {
    std::function<std::unique_ptr<google::protobuf::Message>()> make_request;
    std::function<Result<std::string>(const Call&, const google::protobuf::Message&)> unary;
    std::function<Status(const Call&, const google::protobuf::Message&, StreamSink&)> stream;
    const google::protobuf::MethodDescriptor* descriptor = nullptr;
    std::shared_ptr<const AccessRule> access = nullptr;
  };
  /// nullptr when there is none.
  const Method* Find(const std::string& method) const;
  const std::map<std::string, Method>& methods() const { return methods_; }

 private:
  void Add(const std::string& method, const google::protobuf::Descriptor* request,
           const google::protobuf::Descriptor* response, Method entry);
  std::map<std::string, Method> methods_;
};

}  // namespace maillage::rpc
