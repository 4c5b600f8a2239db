#include "platform/rpc/intake.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/rpc/access.h"
#include "platform/rpc/references.h"

namespace maillage::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr std::string_view kBearer = "Bearer ";
constexpr std::size_t kLongestRequestId = 100;

std::string DeterministicBytes(const Message& message) {
  std::string bytes;
  google::protobuf::io::StringOutputStream stream(&bytes);
  google::protobuf::io::CodedOutputStream coded(&stream);
  coded.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&coded);
  coded.Trim();
  return bytes;
}

/// Only a call with a request id has a digest: nothing else is ever compared.
Status ReadRequestId(Message& request, Call& call) {
  const auto* field = request.GetDescriptor()->FindFieldByName("request_id");
  if (field == nullptr || field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || field->is_repeated()) return {};
  const auto* reflection = request.GetReflection();
  call.request_id = reflection->GetString(request, field);
  if (call.request_id.empty()) return {};
  if (call.request_id.size() > kLongestRequestId) {
    Error error = Fail(reason::kInvalidRequest, "the request id is too long").value();
    error.faults.push_back({"request_id", fmt::format("at most {} characters", kLongestRequestId)});
    return tl::unexpected(std::move(error));
  }
  reflection->ClearField(&request, field);
  call.request_digest = Sha256Hex(DeterministicBytes(request));
  reflection->SetString(&request, field, call.request_id);
  return {};
}

}  // namespace

Call Intake::Begin(std::string method, std::string_view traceparent, Deadline deadline) const {
  Call call;
  call.now = clock_.Now();
  call.method = std::move(method);
  call.deadline = deadline;
  call.trace = Trace::New();
  if (!traceparent.empty()) call.trace.trace_id = Trace::FromTraceparent(std::string(traceparent)).trace_id;
  return call;
}

Status Intake::Authenticate(const Router::Method& method, std::string_view authorization, Call& call) {
  if (method.access->open()) return {};
  if (!authorization.starts_with(kBearer)) return Fail(reason::kUnauthenticated, "the call carries no Bearer token");
  auto caller = tokens_.Verify(authorization.substr(kBearer.size()));
  if (!caller) return Propagate(caller);
  call.caller = **caller;
  return {};
}

Status Intake::Admit(const Router::Method& method, Message& request, Call& call) const {
  auto caf = method.access->Caf(request);
  if (!caf) return Propagate(caf);
  call.caf = *std::move(caf);
  if (auto allowed = method.access->Check(call.caller, call.caf, request); !allowed) return allowed;
  if (method.access->tenant()) {
    if (auto foreign = ForeignReference(request, call.caller)) return NotFound(*foreign);
  }
  return ReadRequestId(request, call);
}

}  // namespace maillage::rpc
