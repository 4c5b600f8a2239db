#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace maillage::notifier {

/// Back-off of addresses whose mail was postponed by the server (smtp::Backoff), on the steady clock. Thread-safe;
/// calls `again(address)` from its own thread.
class Retries {
 public:
  /// `back_off`: how long to wait after so many failures in a row; called under the lock.
  explicit Retries(std::function<void(const std::string& address)> again,
                   std::function<std::chrono::milliseconds(int failures)> back_off = WithJitter());
  ~Retries();

  /// A mail to the address was postponed once more.
  void Postponed(const std::string& address);
  /// A mail to the address has a final outcome: the next back-off begins anew.
  void Settled(const std::string& address);
  /// None waits.
  bool Quiet() const;
  void Stop();

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  static std::function<std::chrono::milliseconds(int)> WithJitter();
  void Run();

  const std::function<void(const std::string&)> again_;
  const std::function<std::chrono::milliseconds(int)> back_off_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::map<std::string, int> attempts_;
  std::multimap<SteadyTime, std::string> waiting_;
  std::thread thread_;
};

}  // namespace maillage::notifier
