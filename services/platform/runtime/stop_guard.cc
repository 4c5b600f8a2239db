#include "platform/runtime/stop_guard.h"

#include <cstdlib>

#include "platform/log/log.h"

namespace maillage::platform {

StopGuard::StopGuard(std::chrono::milliseconds limit)
    : thread_([this, limit] {
        std::unique_lock lock(mutex_);
        if (wake_.wait_for(lock, limit, [this] { return done_; })) return;
        log::Error("a part does not stop: the process ends without it");
        std::_Exit(1);
      }) {}

StopGuard::~StopGuard() {
  {
    std::lock_guard lock(mutex_);
    done_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

}  // namespace maillage::platform
