#pragma once

#include <chrono>

namespace maillage::notifier::smtp {

/// How long to wait, in real time, before trying again after `failures` tries in a row (1 or more) that ended in
/// kTryLater or kUnknown: 2 s, 4 s, 8 s, … at most 5 minutes, of which `random` (0 to 1) spreads the second half, so
/// that what failed together does not come back together.
std::chrono::milliseconds Backoff(int failures, double random);

}  // namespace maillage::notifier::smtp
