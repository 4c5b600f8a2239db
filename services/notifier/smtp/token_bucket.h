#pragma once

#include <chrono>

namespace maillage::notifier::smtp {

/// Tokens that come back at a steady rate. Not thread-safe.
class TokenBucket {
 public:
  TokenBucket(double per_second, double burst) : per_second_(per_second), burst_(burst), tokens_(burst) {}

  struct Grant {
    int granted = 0;
    std::chrono::milliseconds wait{0};  ///< When nothing was granted: until when to wait.
  };
  /// Up to `wanted` tokens, leaving `floor` of them in the bucket.
  Grant Take(int wanted, double floor, std::chrono::steady_clock::time_point now);

 private:
  double per_second_;
  double burst_;
  double tokens_;
  std::chrono::steady_clock::time_point at_{};
};

}  // namespace maillage::notifier::smtp
