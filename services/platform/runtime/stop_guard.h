#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace maillage::platform {

/// Ends the process with exit code 1 when it lives longer than `limit`: the last resort against a part that does not
/// stop. What was committed is safe; a supervisor would kill us anyway.
class StopGuard {
 public:
  explicit StopGuard(std::chrono::milliseconds limit);
  ~StopGuard();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace maillage::platform
