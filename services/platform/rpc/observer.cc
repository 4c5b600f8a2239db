#include "platform/rpc/observer.h"

#include <fmt/compile.h>

#include "platform/log/log.h"

namespace maillage::rpc {
namespace {

constexpr const char* kUnknown = "unknown";

bool IsOurFault(Code code) { return code == Code::kInternal || code == Code::kUnknown || code == Code::kDataLoss; }

}  // namespace

Observer::Observer(metrics::Registry& registry, const Router& router) : registry_(registry) {
  AddMethod(kUnknown);
  for (const auto& [method, entry] : router.methods()) AddMethod(method);
}

void Observer::AddMethod(const std::string& method) {
  methods_[method].latency =
      &registry_.AddHistogram("maillage_rpc_latency_seconds", "From a call's arrival to its answer.",
                              metrics::LatencyBuckets(), {{"method", method}});
}

void Observer::Answered(const Call& call, const Error* error, std::chrono::steady_clock::duration took) {
  auto known = methods_.find(call.method);
  if (known == methods_.end()) known = methods_.find(kUnknown);
  auto& series = known->second;
  const auto code = error == nullptr ? Code::kOk : error->code;
  auto& slot = series.by_code.at(static_cast<std::size_t>(code));
  auto* counter = slot.load(std::memory_order_acquire);
  if (counter == nullptr) {  // two may come here at once: the registry gives both the same counter
    counter = &registry_.AddCounter("maillage_rpc_requests_total", "Calls answered, by method and canonical code.",
                                    {{"method", known->first}, {"code", CodeName(code)}});
    slot.store(counter, std::memory_order_release);
  }
  counter->Add();
  series.latency->Observe(std::chrono::duration<double>(took).count());

  const auto microseconds = std::chrono::round<std::chrono::microseconds>(took).count();
  const auto ms = fmt::format(FMT_COMPILE("{}.{:03}"), microseconds / 1000, microseconds % 1000);
  const log::Fields line = {{"method", call.method},
                            {"code", CodeName(code)},
                            {"reason", error == nullptr ? std::string_view() : error->reason},
                            {"error", error == nullptr ? std::string_view() : error->message},
                            {"ms", ms},
                            {"caf", call.caf},
                            {"subject", call.caller.subject},
                            {"request_id", call.request_id},
                            {"trace", call.trace.trace_id},
                            {"span", call.trace.span_id}};
  if (IsOurFault(code)) {
    log::Error("rpc", line);
  } else {
    log::Info("rpc", line);
  }
}

const char* CodeName(Code code) {
  switch (code) {
    case Code::kOk:
      return "OK";
    case Code::kCancelled:
      return "CANCELLED";
    case Code::kUnknown:
      return "UNKNOWN";
    case Code::kInvalidArgument:
      return "INVALID_ARGUMENT";
    case Code::kDeadlineExceeded:
      return "DEADLINE_EXCEEDED";
    case Code::kNotFound:
      return "NOT_FOUND";
    case Code::kAlreadyExists:
      return "ALREADY_EXISTS";
    case Code::kPermissionDenied:
      return "PERMISSION_DENIED";
    case Code::kResourceExhausted:
      return "RESOURCE_EXHAUSTED";
    case Code::kFailedPrecondition:
      return "FAILED_PRECONDITION";
    case Code::kAborted:
      return "ABORTED";
    case Code::kOutOfRange:
      return "OUT_OF_RANGE";
    case Code::kUnimplemented:
      return "UNIMPLEMENTED";
    case Code::kInternal:
      return "INTERNAL";
    case Code::kUnavailable:
      return "UNAVAILABLE";
    case Code::kDataLoss:
      return "DATA_LOSS";
    case Code::kUnauthenticated:
      return "UNAUTHENTICATED";
  }
  return "UNKNOWN";
}

}  // namespace maillage::rpc
