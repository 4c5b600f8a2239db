#pragma once

#include <string>
#include <utility>
#include <vector>

#include "network/domain/need.h"
#include "platform/core/call.h"
#include "platform/pg/transaction.h"

namespace maillage::network::store {

/// Which needs a list shows; what is empty does not filter.
struct NeedFilter {
  std::string state;
  std::string theme;
  std::string urgency;
};

/// Locked until the end of the transaction. Error: NOT_FOUND.
Result<Need> LockNeed(pg::Transaction& tx, const std::string& caf, const NeedId& id);
Result<Need> LoadNeed(pg::Transaction& tx, const std::string& caf, const NeedId& id);
/// By id, at most `limit`, after `after`.
Result<std::vector<Need>> ListNeeds(pg::Transaction& tx, const std::string& caf, const NeedFilter& filter,
                                    const std::string& after, int limit);
/// The next version, with its fact (NeedRaised for the first); answers what was written. A first version that is there
/// already: ALREADY_EXISTS at the commit.
NeedDetails SaveNeed(pg::Transaction& tx, const Call& call, const Need& need, NeedState previous);

}  // namespace maillage::network::store
