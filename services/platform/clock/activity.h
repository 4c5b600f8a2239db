#pragma once

#include <optional>
#include <string>

#include "platform/core/time.h"

namespace maillage {

/// Something in a service that works by itself (a due loop, a consumer, the relay, the rpc server). The stepped clock
/// asks all of them whether they are quiet before it goes on (SCENARIO.md, "The clock"). Thread-safe.
class Activity {
 public:
  virtual ~Activity() = default;
  /// For the answer to "what is still busy?".
  virtual std::string name() const = 0;
  /// Nothing under way, and nothing due at or before the clock's present reading.
  virtual bool Quiet() const = 0;
  /// The next instant at which it will do something by itself.
  virtual std::optional<Instant> NextDue() const { return std::nullopt; }
};

}  // namespace maillage
