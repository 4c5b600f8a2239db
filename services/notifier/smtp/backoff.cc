#include "notifier/smtp/backoff.h"

#include <algorithm>

namespace maillage::notifier::smtp {

std::chrono::milliseconds Backoff(int failures, double random) {
  constexpr std::chrono::milliseconds kFirst{2000};
  constexpr std::chrono::milliseconds kMost{300000};
  constexpr int kDoublings = 10;  // beyond the most in any case
  const auto whole = std::min(kFirst * (1 << std::clamp(failures - 1, 0, kDoublings)), kMost);
  return whole / 2 + std::chrono::milliseconds{
                         static_cast<long>(static_cast<double>(whole.count()) / 2 * std::clamp(random, 0.0, 1.0))};
}

}  // namespace maillage::notifier::smtp
