#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "platform/core/result.h"

namespace maillage::platform {

/// The parts of a running service: started in order, stopped in the reverse one. Not thread-safe.
class Parts {
 public:
  /// What a part does when the service stops: it has until then.
  using Stop = std::function<void(std::chrono::milliseconds grace)>;

  void Add(std::string name, std::function<Status()> start, Stop stop);
  /// Starts one after the other; with an error, or an exception, the rest is not started.
  Status StartAll();
  /// Stops those that were started, sharing `budget` between them. Idempotent.
  void StopAll(std::chrono::milliseconds budget);

 private:
  struct Part {
    std::string name;
    std::function<Status()> start;
    Stop stop;
  };
  std::vector<Part> parts_;
  std::size_t started_ = 0;
};

}  // namespace maillage::platform
