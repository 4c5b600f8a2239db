#pragma once

#include <string>
#include <vector>

#include "platform/core/time.h"
#include "platform/pg/database.h"

namespace maillage::notifier {

/// Hard bounces by address (REMINDERS.md §7): three in a row block it until it is corrected.
class Bounces {
 public:
  static constexpr int kBlocksAt = 3;

  explicit Bounces(pg::Database& database) : database_(database) {}

  /// One more; how many there are now.
  Result<int> Add(const std::string& address, const std::string& answer, Instant now);
  /// A mail arrived: the next bounce is the first again. Cheap for an address without any.
  Status Forget(const std::string& address);

  struct Blocked {
    std::string address;
    Instant blocked_at;
    std::string last_answer;
  };
  Result<std::vector<Blocked>> List();

 private:
  pg::Database& database_;
};

}  // namespace maillage::notifier
