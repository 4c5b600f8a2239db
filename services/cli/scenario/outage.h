#pragma once

#include <optional>
#include <string>

#include "cli/base/stepper.h"
#include "cli/scenario/file.h"

namespace maillage::cli {

/// The outages of a scenario: the notifier is stopped (SIGTERM, not killed) at `at` and started again at `until`, by
/// the stack's own `scripts/service`. Outages that touch or overlap are one.
class Outages {
 public:
  Outages(Stepper& stepper, std::string stack) : stepper_(stepper), stack_(std::move(stack)) {}

  /// The fact `outage` at the stepper's present instant.
  Status Begin(Instant until);
  /// Before the clock goes to `to`: ends the outage that is over by then, at its own instant. `more_at` says whether
  /// another outage begins at an instant: then it goes on.
  Status EndBy(Instant to, const ScenarioFile& scenario);
  bool under_way() const { return until_.has_value(); }

 private:
  Status Service(const std::string& verb);

  Stepper& stepper_;
  const std::string stack_;
  std::optional<Instant> until_;
};

}  // namespace maillage::cli
