#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "platform/rpc/executor.h"
#include "platform/rpc/health.h"
#include "platform/rpc/intake.h"
#include "platform/rpc/observer.h"
#include "platform/rpc/server.h"

namespace maillage::rpc {

class LiveCall;

/// The calls that gRPC has not let go of yet. Thread-safe.
class LiveCalls {
 public:
  void Add(LiveCall* call);
  void Remove(LiveCall* call);
  /// With each of them, kept alive meanwhile.
  void ForEach(const std::function<void(LiveCall&)>& visit);

 private:
  std::mutex mutex_;
  LiveCall* first_ = nullptr;  // they are each other's neighbours
};

/// A number that can be waited for to reach zero. Thread-safe.
class Count {
 public:
  void Add(int amount);
  int value() const { return value_.load(); }
  /// False when it did not come before `until`.
  bool WaitForZero(Deadline until);

 private:
  std::atomic<int> value_{0};
  std::mutex mutex_;
  std::condition_variable zero_;
};

/// What the calls of one server share.
struct ServerCore {
  ServerCore(const ServerConfig& config, const Clock& clock, const auth::Verifier& verifier, const Router& router,
             Audit audit)
      : config(config),
        audit(std::move(audit)),
        router(router),
        intake(clock, verifier),
        observer(metrics::Registry::Process(), router),
        executor(config.executor_threads, config.queue) {}

  const ServerConfig config;
  const Audit audit;
  const Router& router;
  Intake intake;
  Observer observer;
  LiveCalls calls;
  Health health;
  std::atomic<bool> stopping{false};
  /// Unary calls not answered yet.
  Count unanswered;
  /// Those of them that count as activity (all but ClockService's).
  std::atomic<int> activity{0};
  /// Threads of streams.
  Count streams;
  Executor executor;
};

}  // namespace maillage::rpc
