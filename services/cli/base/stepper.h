#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "cli/base/platform.h"
#include "platform/core/time.h"

namespace maillage::cli {

/// Moves the clock of the whole platform in steps (SCENARIO.md, "The clock"): to the earliest instant at which any
/// service has something to do, waits until all is quiet, then to the next. Services are told in the order directory,
/// network, notifier, and each hears how far the ones before it have published, so that nothing is judged before what
/// led to it is known.
class Stepper {
 public:
  explicit Stepper(Platform& platform) : platform_(platform) {}

  /// Goes to `to`, inclusive: what is due at `to` is done. Errors: TEST_ONLY, SERVICE_UNAVAILABLE, DEADLINE_EXCEEDED
  /// (not quiet).
  Status AdvanceTo(Instant to);
  /// Finds out what time it is and what is due next, for a platform that is under way. Error: FAILED_PRECONDITION when
  /// it was never told the time.
  Status Join();
  /// Waits until what has just been asked for has had all its consequences.
  Status Settle() { return Step(now_); }

  Instant now() const { return now_; }
  /// While the notifier is stopped it is left out.
  void NotifierStopped() { notifier_running_ = false; }
  /// Waits until the notifier answers again, at most 30 s, and tells it the time.
  Status NotifierStarted();

 private:
  Status Step(Instant now);
  Status Advance(rpc::Client& service, const std::string& name, std::optional<Instant> now);

  Platform& platform_;
  bool notifier_running_ = true;
  Instant now_;
  std::map<std::pair<std::string, int>, std::int64_t> positions_;
  std::map<std::string, std::optional<Instant>> next_due_;
};

}  // namespace maillage::cli
