#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "notifier/smtp/token_bucket.h"
#include "platform/redis/redis.h"

namespace maillage::notifier::smtp {

/// Transactional mail may use the whole bucket; reminders leave the reserve in it.
enum class Lane { kTransactional, kReminder };

/// Mails a second, over all replicas (one bucket in Redis, on Redis' own clock); while Redis is away, over this one
/// (its own bucket). Thread-safe.
class RateLimit {
 public:
  struct Config {
    std::string key = "maillage:notifier:mail-rate";
    double per_second = 50;
    double burst = 100;
    double reserve = 20;           ///< Tokens that only transactional mail may take.
    double local_per_second = 10;  ///< Of one replica, while Redis is away.
  };
  RateLimit(redis::Redis& redis, Config config);

  /// Waits until at least one of `wanted` mails may leave, and says how many may; 0: none before the deadline.
  int Take(Lane lane, int wanted, std::chrono::steady_clock::time_point deadline);

 private:
  TokenBucket::Grant TakeOnce(Lane lane, int wanted);

  redis::Redis& redis_;
  Config config_;
  std::mutex mutex_;
  TokenBucket local_;
  std::chrono::steady_clock::time_point redis_again_{};
};

}  // namespace maillage::notifier::smtp
