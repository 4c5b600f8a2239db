#pragma once

#include <string>
#include <vector>

#include "notifier/domain/ledger.h"

namespace maillage::notifier::store {

/// Reminders as the JSON array that PostgreSQL's json_to_recordset reads: members are the column names.
std::string ToRecordset(const std::vector<Reminder>& reminders);

}  // namespace maillage::notifier::store
