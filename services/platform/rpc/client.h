#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <memory>
#include <string>

#include "platform/core/call.h"
#include "platform/core/result.h"

namespace maillage::rpc {

struct CallOptions {
  /// Over all attempts.
  std::chrono::milliseconds timeout{5000};
  /// Try again on UNAVAILABLE, with back-off and jitter: only for calls that may be made twice (reads, or with a
  /// request id).
  bool retry = false;
  Trace trace;
};

/// A channel to one service. Thread-safe. Every call has a deadline, carries the token and the trace, and returns the
/// service's own Error (code, reason, message, faults), or SERVICE_UNAVAILABLE / DEADLINE_EXCEEDED.
class Client {
 public:
  /// `token` is asked for each call: the Bearer JWT, empty for none.
  Client(std::string target, std::function<std::string()> token);
  ~Client();
  Client(Client&&) noexcept;

  /// `Call<v1::Event>("maillage.network.v1.EventService/GetEvent", request)`.
  template <class Response>
  Result<Response> Call(const std::string& method, const google::protobuf::Message& request,
                        CallOptions options = {}) const {
    Response response;
    auto status = CallMessage(method, request, response, options);
    if (!status) return Propagate(status);
    return response;
  }

  /// Reads a stream until it ends or `each` answers false. `make` gives a new message for each answer, taken over by
  /// the client:
  /// `[] { return new v1::Notification; }`. A stream has no deadline.
  Status Stream(const std::string& method, const google::protobuf::Message& request,
                const std::function<google::protobuf::Message*()>& make,
                const std::function<bool(const google::protobuf::Message&)>& each) const;

 private:
  Status CallMessage(const std::string& method, const google::protobuf::Message& request,
                     google::protobuf::Message& response, const CallOptions& options) const;
  class Channel;
  std::unique_ptr<Channel> channel_;
};

}  // namespace maillage::rpc
