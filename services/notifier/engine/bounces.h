#pragma once

#include <string>
#include <vector>

#include "platform/core/time.h"
#include "platform/pg/database.h"

namespace maillage::notifier {

/// Hard bounces by address, over all Cafs: three block it until it is corrected.
class Bounces {
 public:
  static constexpr int kBlocksAt = 3;

  explicit Bounces(pg::Database& database) : database_(database) {}

  /// One more; how many there are now.
  Result<int> Add(const std::string& address, const std::string& answer, Instant now);
  /// Somebody's address was corrected: should anybody have the old one again, its next bounce is the first.
  static void Forget(pg::Transaction& tx, const std::string& address);

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
