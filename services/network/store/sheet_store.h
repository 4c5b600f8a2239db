#pragma once

#include <string>
#include <vector>

#include "network/domain/sheet.h"
#include "platform/core/call.h"
#include "platform/pg/transaction.h"

namespace maillage::network::store {

/// Which sheets a list shows; what is empty does not filter.
struct SheetFilter {
  std::string state;
  std::string collection;
};

/// Locked until the end of the transaction. Error: NOT_FOUND.
Result<Sheet> LockSheet(pg::Transaction& tx, const std::string& caf, const SheetId& id);
Result<Sheet> LoadSheet(pg::Transaction& tx, const std::string& caf, const SheetId& id);
/// By id, at most `limit`, after `after`.
Result<std::vector<Sheet>> ListSheets(pg::Transaction& tx, const std::string& caf, const SheetFilter& filter,
                                      const std::string& after, int limit);
/// The next version, with its fact (SheetPublished when it has just become so); answers what was written. A first
/// version that is there already: ALREADY_EXISTS at the commit.
SheetDetails SaveSheet(pg::Transaction& tx, const Call& call, const Sheet& sheet, SheetState previous);

}  // namespace maillage::network::store
