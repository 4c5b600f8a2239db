#include "notifier/smtp/rate_limit.h"

#include <algorithm>
#include <thread>

#include "platform/log/log.h"

namespace maillage::notifier::smtp {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kRedisRest{2000};
constexpr milliseconds kLongestNap{200};

/// The bucket of TokenBucket, shared. Answers {granted, milliseconds to wait}.
constexpr redis::Script kTake{"mail_rate", R"lua(
local rate, burst, floor, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local kept = redis.call('HMGET', KEYS[1], 'tokens', 'at')
local tokens = tonumber(kept[1]) or burst
local at = tonumber(kept[2]) or now
tokens = math.min(burst, tokens + math.max(0, now - at) * rate)
local granted = math.max(0, math.min(wanted, math.floor(tokens - floor)))
tokens = tokens - granted
redis.call('HSET', KEYS[1], 'tokens', string.format('%.6f', tokens), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil(burst / rate * 1000) + 1000)
if granted > 0 then return {granted, 0} end
return {0, math.max(1, math.ceil((floor + 1 - tokens) / rate * 1000))}
)lua"};

}  // namespace

RateLimit::RateLimit(redis::Redis& redis, Config config)
    : redis_(redis),
      config_(std::move(config)),
      local_(config_.local_per_second, std::max(1.0, config_.burst * config_.local_per_second / config_.per_second)) {}

int RateLimit::Take(Lane lane, int wanted, steady_clock::time_point deadline) {
  while (wanted > 0) {
    const auto grant = TakeOnce(lane, wanted);
    if (grant.granted > 0) return grant.granted;
    const auto now = steady_clock::now();
    if (now + grant.wait >= deadline) return 0;
    std::this_thread::sleep_for(std::min(grant.wait, kLongestNap));
  }
  return 0;
}

TokenBucket::Grant RateLimit::TakeOnce(Lane lane, int wanted) {
  const double floor = lane == Lane::kReminder ? config_.reserve : 0;
  {
    const std::lock_guard lock(mutex_);
    // The local bucket keeps the same share for transactional mail.
    const double local_floor = floor * std::min(1.0, config_.local_per_second / config_.per_second);
    if (steady_clock::now() < redis_again_) return local_.Take(wanted, local_floor, steady_clock::now());
  }
  const auto reply = redis_.Run(kTake, {config_.key},
                                {std::to_string(config_.per_second), std::to_string(config_.burst),
                                 std::to_string(floor), std::to_string(wanted)});
  if (reply && reply->items.size() == 2)
    return {static_cast<int>(reply->items[0].integer), milliseconds{reply->items[1].integer}};
  if (!reply) log::Warn("mail rate: Redis is away, the local limit holds", reply.error());
  {
    const std::lock_guard lock(mutex_);
    redis_again_ = steady_clock::now() + kRedisRest;
  }
  return TakeOnce(lane, wanted);
}

}  // namespace maillage::notifier::smtp
