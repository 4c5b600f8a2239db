#include "cli/scenario/outage.h"

#include <algorithm>
#include <cstdlib>

#include "platform/core/reasons.h"

namespace maillage::cli {

Status Outages::Begin(Instant until) {
  if (until_) {
    until_ = std::max(*until_, until);
    return {};
  }
  until_ = until;
  stepper_.NotifierStopped();
  return Service("stop");
}

Status Outages::EndBy(Instant to, const ScenarioFile& scenario) {
  if (!until_ || to < *until_) return {};
  // An outage that begins at the very end of this one touches it: they are one.
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& fact : scenario.facts()) {
      if (TextOf(fact, "fact") != "outage" || InstantOf(fact, "at") != *until_) continue;
      const auto next = InstantOf(fact, "until");
      if (next > *until_) {
        until_ = next;
        grown = true;
      }
    }
  }
  if (to < *until_) return {};
  if (auto status = stepper_.AdvanceTo(*until_); !status) return status;
  if (auto status = Service("start"); !status) return status;
  until_.reset();
  return stepper_.NotifierStarted();
}

Status Outages::Service(const std::string& verb) {
  const auto script = stack_ + "/service";
  const auto command = "'" + script + "' " + verb + " notifier >/dev/null";
  if (std::system(command.c_str()) == 0) return {};
  return Fail(reason::kServiceUnavailable, "{} {} notifier failed", script, verb);
}

}  // namespace maillage::cli
