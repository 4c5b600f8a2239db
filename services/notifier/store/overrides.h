#pragma once

#include <map>
#include <string>

#include "notifier/domain/model.h"
#include "platform/pg/transaction.h"

namespace maillage::notifier::store {

/// What a Caf overrides, by rule id.
Result<std::map<std::string, RuleOverride>> LoadOverrides(pg::Transaction& tx, const std::string& caf);

}  // namespace maillage::notifier::store
