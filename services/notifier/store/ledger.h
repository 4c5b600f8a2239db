#pragma once

#include <string>
#include <vector>

#include "notifier/domain/ledger.h"
#include "platform/listing/listing.h"
#include "platform/pg/transaction.h"

namespace maillage::notifier::store {

/// Every row of one Caf, by name.
Result<std::vector<Reminder>> LoadLedger(pg::Transaction& tx, const std::string& caf);

/// Rows that are new, in one statement; one that was there after all (the answer to an earlier commit was lost) is
/// replaced.
void AddToLedger(pg::Transaction& tx, const std::string& caf, const std::vector<Reminder>& reminders);

/// Rows that are there, in one statement: all but their key, which never changes. Half the price of AddToLedger.
void UpdateLedger(pg::Transaction& tx, const std::vector<Reminder>& reminders);

/// One row. Error: NOT_FOUND.
Result<Reminder> FindReminder(pg::Transaction& tx, const std::string& name);

/// Rows that match, by leave time then name. `after`: `leave time|name` of the last row of the page before; empty: from
/// the start.
Result<std::vector<Reminder>> ListReminders(pg::Transaction& tx, const std::string& caf,
                                            const std::vector<listing::Condition>& conditions, const std::string& after,
                                            int limit);
/// The key of a row for `after`.
std::string PageKey(const Reminder& reminder);

struct Count {
  std::string rule;
  ReminderState state;
  std::int64_t count;
};
/// By rule, then state.
Result<std::vector<Count>> CountReminders(pg::Transaction& tx, const std::string& caf);

}  // namespace maillage::notifier::store
