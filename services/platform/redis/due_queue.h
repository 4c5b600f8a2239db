#pragma once

#include <string>
#include <vector>

#include "platform/core/time.h"
#include "platform/redis/redis.h"

namespace maillage::redis {

/// One claimed member, to be acknowledged with the same token.
struct Claim {
  std::string member;
  Instant due;
  /// Fencing token: rises with every claim of the queue. Whoever writes down what was done checks it against the
  /// highest seen.
  std::int64_t token;
};

/// A queue of members by due instant, claimed under a lease. Members are unique; scheduling again moves them.
/// Everything in it can be lost and is put in again by its owner. Due instants are of the platform's clock, leases of
/// Redis' own clock.
class DueQueue {
 public:
  DueQueue(Redis& redis, std::string name, int shards, std::chrono::milliseconds lease);

  struct Entry {
    std::string member;
    Instant due;
  };
  /// Puts members in, or moves them. A member that is claimed at present is put in anew when it is acknowledged or its
  /// lease is over.
  Status Schedule(const std::vector<Entry>& entries);
  Status Remove(const std::vector<std::string>& members);
  /// Claims at most `limit` members due at or before `now` (and those whose lease is over), in due order.
  Result<std::vector<Claim>> ClaimDue(Instant now, int limit);
  /// Ends claims; `next` holds what shall be scheduled instead. A claim whose token is stale is left alone: the answer
  /// is how many held.
  Result<int> Acknowledge(const std::vector<Claim>& claims, const std::vector<Entry>& next);
  /// The earliest due instant, claimed members aside.
  Result<std::optional<Instant>> Earliest();
  /// How many members are scheduled; 0 after a flush.
  Result<std::int64_t> Size();

 private:
  Redis& redis_;
  const std::string name_;
  const int shards_;
  const std::chrono::milliseconds lease_;
};

}  // namespace maillage::redis
