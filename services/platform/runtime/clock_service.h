#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platform/clock/activity.h"
#include "platform/clock/clock.h"
#include "platform/rpc/router.h"

namespace maillage::platform {

/// What the stepped clock has to know of a service.
struct Steppable {
  /// nullptr: not a test environment, and the clock is not to be moved.
  StepClock* clock = nullptr;
  std::vector<const Activity*> activities;
  /// For each consumer: whether it has applied everything below `next_offset` of a partition.
  std::vector<std::function<bool(const std::string& topic, std::int32_t partition, std::int64_t next_offset)>> reached;
  /// How far this service has written each (topic, partition).
  std::function<std::map<std::pair<std::string, std::int32_t>, std::int64_t>()> published;
  /// The service is about to stop: nobody waits any more.
  std::atomic<bool> stopping = false;
};

/// Serves maillage.platform.v1.ClockService: waits until the consumers have reached the positions, moves the clock, and
/// answers when all activities are quiet. Reasons: TEST_ONLY, CLOCK_BACKWARDS, STOPPING, DEADLINE_EXCEEDED (says
/// what is still busy). `steppable` is read at each call and outlives the router.
void ServeClock(rpc::Router& router, const Steppable& steppable);

}  // namespace maillage::platform
