#pragma once

#include <string>
#include <vector>

#include "directory/domain/caf.h"
#include "platform/calendar/zone.h"
#include "platform/pg/transaction.h"

namespace maillage::directory::store {

/// Error: NOT_FOUND.
Result<Caf> LoadCaf(pg::Transaction& tx, const std::string& code);
/// The Caf's zone: where its civil dates are read. Error: NOT_FOUND.
Result<Zone> LoadZone(pg::Transaction& tx, const std::string& code);
/// The same, and no other import or change of the Caf until the transaction ends.
Result<Zone> LockCaf(pg::Transaction& tx, const std::string& code);
/// To be changed: nobody else changes it until the transaction ends. Error: NOT_FOUND.
Result<Caf> LockCafRow(pg::Transaction& tx, const std::string& code);
/// Its next version; answers what was written.
Caf SaveCaf(pg::Transaction& tx, Caf caf);
/// Error: ALREADY_EXISTS.
Status InsertCaf(pg::Transaction& tx, const Caf& caf);
/// By code, after `after`: all, or (`all` false) those of `codes`.
Result<std::vector<Caf>> ListCafs(pg::Transaction& tx, bool all, const std::vector<std::string>& codes,
                                  const std::string& after, int limit);

}  // namespace maillage::directory::store
