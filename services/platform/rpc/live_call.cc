#include "platform/rpc/live_call.h"

#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/log/log.h"
#include "platform/rpc/access.h"
#include "platform/rpc/byte_buffer.h"
#include "platform/rpc/error_details.h"
#include "platform/rpc/references.h"

namespace maillage::rpc {
namespace {

constexpr std::chrono::hours kLongestStream{24};
constexpr std::chrono::seconds kOverdue{5};
constexpr std::size_t kLongestMessage = 1000;

std::string_view Metadata(const grpc::GenericServerContext& context, const char* key) {
  const auto& metadata = context.client_metadata();
  const auto found = metadata.find(key);
  return found == metadata.end() ? std::string_view() : std::string_view(found->second.data(), found->second.size());
}

Deadline DeadlineOf(const grpc::GenericServerContext& context, std::chrono::steady_clock::time_point now,
                    std::chrono::milliseconds fallback) {
  const auto told = context.deadline();
  if (told == std::chrono::system_clock::time_point::max()) return now + fallback;
  const auto left = told - std::chrono::system_clock::now();
  return now + std::min<std::chrono::system_clock::duration>(left, kLongestStream);
}

grpc::Status ToGrpc(const Error& error) {
  return {static_cast<grpc::StatusCode>(error.code), CleanText(error.message, kLongestMessage), EncodeDetails(error)};
}

bool IsActivity(const Router::Method* method, bool unary) {
  return unary && method != nullptr &&
         method->descriptor->service()->full_name() != "maillage.platform.v1.ClockService";
}

}  // namespace

LiveCall::LiveCall(std::shared_ptr<ServerCore> core, std::string name, const Router::Method* method, bool unary,
                   std::unique_ptr<Arrival> arrival)
    : WireCall(std::move(arrival)),
      core_(std::move(core)),
      method_(method),
      unary_(unary),
      is_activity_(IsActivity(method, unary)),
      arrived_(std::chrono::steady_clock::now()) {
  const auto fallback = unary_ ? core_->config.default_deadline : std::chrono::milliseconds(kLongestStream);
  call_ = core_->intake.Begin(std::move(name), Metadata(context(), "traceparent"),
                              DeadlineOf(context(), arrived_, fallback));
  if (unary_) core_->unanswered.Add(1);
  if (is_activity_) core_->activity.fetch_add(1);
}

void LiveCall::Start() {
  core_->calls.Add(this);
  std::lock_guard lock(intake_);
  if (method_ == nullptr) {
    Refuse(Fail(reason::kUnimplemented, "there is no method {}", call_.method).value());
  } else if (core_->stopping) {
    Refuse(Fail(reason::kStopping, "the service is about to stop").value());
  } else if (auto known = core_->intake.Authenticate(*method_, Metadata(context(), "authorization"), call_); !known) {
    Refuse(known.error());
  } else {
    StartRead(&received_);
  }
}

void LiveCall::OnReadDone(bool ok) {
  if (answered_) return;
  if (cancelled_) {
    Refuse(Fail(reason::kCancelled, "the client gave the call up").value());
  } else if (!ok) {
    Refuse(Fail(reason::kInvalidRequest, "the call carries no message").value());
  } else {
    try {
      Receive();
    } catch (const std::exception& thrown) {
      RefuseException(thrown.what());
    }
  }
}

void LiveCall::Receive() {
  auto admitted = Admit();
  if (!admitted && admitted.error().code != Code::kNotFound) {
    Refuse(admitted.error());
    return;
  }
  if (!admitted) trespass_ = std::move(admitted).error();
  Begin();
}

bool LiveCall::RefuseTrespass() {
  if (!trespass_) return false;
  const auto resource = ForeignReference(*request_, call_.caller).value_or(method_->access->Resource(*request_));
  log::Warn("audit: somebody asked for another Caf's resource", {{"method", call_.method},
                                                                 {"subject", call_.caller.subject},
                                                                 {"resource", CleanText(resource, kLongestMessage)},
                                                                 {"trace", call_.trace.trace_id}});
  if (core_->audit) {
    if (auto written = core_->audit(call_, CleanText(resource, kLongestMessage)); !written) {
      log::Error("a row of the audit could not be written; the line above is all there is", written.error());
    }
  }
  Refuse(*trespass_);
  return true;
}

Status LiveCall::Admit() {
  std::lock_guard lock(intake_);
  request_ = method_->make_request();
  if (!Parse(received_, *request_))
    return Fail(reason::kInvalidRequest, "the message is no {}", std::string(request_->GetTypeName()));
  auto admitted = core_->intake.Admit(*method_, *request_, call_);
  begun_ = true;
  return admitted;
}

bool LiveCall::Refuse(const Error& error) {
  if (error.reason != reason::kNotFound.name || request_ == nullptr || !method_->access->tenant())
    return Answer(&error);
  const auto resource = method_->access->Resource(*request_);
  const auto id = " " + std::string(LastSegment(resource));
  if (!error.message.ends_with(id) && error.message.find(resource) == std::string::npos) return Answer(&error);
  const Error uniform = NotFound(resource).value();
  return Answer(&uniform);
}

bool LiveCall::Abort(const Error& error) {
  std::lock_guard lock(intake_);
  return !answered_ && Answer(&error);
}

void LiveCall::RefuseException(const char* what) {
  log::Error("exception in a handler", {{"method", call_.method}, {"trace", call_.trace.trace_id}, {"what", what}});
  Error error = Fail(reason::kInternal, "a fault of the service; its log has the details").value();
  error.metadata["trace"] = call_.trace.trace_id;
  Refuse(error);
}

bool LiveCall::Succeed(const std::string& message) {
  const auto bytes = ToBytes(message);
  return Answer(nullptr, &bytes);
}

bool LiveCall::Succeed() { return Answer(nullptr); }

bool LiveCall::Answer(const Error* error, const grpc::ByteBuffer* message) {
  if (answered_.exchange(true)) {
    log::Warn("a call was answered a second time: dropped",
              {{"method", call_.method}, {"trace", call_.trace.trace_id}});
    return false;
  }
  core_->observer.Answered(call_, error, std::chrono::steady_clock::now() - arrived_);
  // The call may be gone as soon as it is finished.
  const auto core = core_;
  const bool unary = unary_;
  if (is_activity_) core->activity.fetch_sub(1);
  if (error != nullptr) {
    Finish(ToGrpc(*error));
  } else if (message != nullptr) {
    StartWriteAndFinish(*message);
  } else {
    Finish(grpc::Status::OK);
  }
  if (unary) core->unanswered.Add(-1);
  return true;
}

void LiveCall::Watch(Deadline now) {
  if (answered_ || now < call_.deadline) return;
  if (!begun_) {
    Abort(Fail(reason::kDeadlineExceeded, "the request did not arrive in time").value());
  } else if (unary_ && now > call_.deadline + kOverdue && !reported_.exchange(true)) {
    log::Warn("a call is overdue: its handler has not answered",
              {{"method", call_.method}, {"trace", call_.trace.trace_id}});
  }
}

void LiveCall::OnDone() { core_->calls.Remove(this); }

}  // namespace maillage::rpc
