#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <set>

namespace maillage::rpc {

class Arrival;
class HealthCall;
struct ServerCore;

/// What grpc.health.v1 says of the server, under the name "": SERVING until it is about to stop. Thread-safe.
///
/// gRPC's own service would bring gRPC's own threads, which take turns with ours at waiting for the network: a fifth of
/// the time of all other calls.
class Health {
 public:
  bool serving() const { return serving_; }
  /// NOT_SERVING from now on, also for those who watch.
  void Leave();

  void Add(HealthCall* watcher);
  void Remove(HealthCall* watcher);

 private:
  std::atomic<bool> serving_{true};
  std::mutex mutex_;
  std::set<HealthCall*> watchers_;
};

/// Answers a call of grpc.health.v1, without a token; `watch`: goes on until the client or the server ends.
void TakeHealthCall(std::shared_ptr<ServerCore> core, std::unique_ptr<Arrival> arrival, bool watch);

}  // namespace maillage::rpc
