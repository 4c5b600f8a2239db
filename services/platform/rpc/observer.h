#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <map>
#include <string>

#include "platform/metrics/metrics.h"
#include "platform/rpc/router.h"

namespace maillage::rpc {

/// What is recorded about each call when it is answered: `maillage_rpc_requests_total{method,code}`,
/// `maillage_rpc_latency_seconds{method}` and one line of the access log. Methods that nobody serves are all `unknown`.
/// Thread-safe.
class Observer {
 public:
  Observer(metrics::Registry& registry, const Router& router);

  /// `error`: null when the call went well.
  void Answered(const Call& call, const Error* error, std::chrono::steady_clock::duration took);

 private:
  struct Series {
    std::array<std::atomic<metrics::Counter*>, 17> by_code{};
    metrics::Histogram* latency = nullptr;
  };
  void AddMethod(const std::string& method);

  metrics::Registry& registry_;
  std::map<std::string, Series> methods_;
};

/// `OK`, `NOT_FOUND`, …: the canonical name of a code.
const char* CodeName(Code code);

}  // namespace maillage::rpc
