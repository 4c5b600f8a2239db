#pragma once

#include <map>
#include <string>

#include "notifier/domain/records.h"
#include "platform/pg/transaction.h"

namespace maillage::notifier::store {

/// Every Caf the notifier knows, with all its rows: what planners are rebuilt from. Needs a transaction that sees every
/// Caf.
Result<std::map<std::string, Records>> LoadAll(pg::Transaction& tx);

/// The rows of one Caf.
Result<Records> Load(pg::Transaction& tx, const std::string& caf);

/// Saves what changed (Planner::TakeChanges), inserting or replacing by key. The statements are queued; an error
/// surfaces at the commit.
void Save(pg::Transaction& tx, const std::string& caf, const Records& changes);

}  // namespace maillage::notifier::store
