#include "notifier/smtp/token_bucket.h"

#include <algorithm>
#include <cmath>

namespace maillage::notifier::smtp {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

TokenBucket::Grant TokenBucket::Take(int wanted, double floor, steady_clock::time_point now) {
  if (at_ != steady_clock::time_point{}) {
    const double passed = std::chrono::duration<double>(now - at_).count();
    tokens_ = std::min(burst_, tokens_ + std::max(0.0, passed) * per_second_);
  }
  at_ = now;
  const int granted = std::clamp(static_cast<int>(std::floor(tokens_ - floor)), 0, wanted);
  tokens_ -= granted;
  if (granted > 0) return {granted, milliseconds{0}};
  return {0, std::max(milliseconds{1},
                      milliseconds{static_cast<long>(std::ceil((floor + 1 - tokens_) / per_second_ * 1000))})};
}

}  // namespace maillage::notifier::smtp
