#pragma once

#include <string>
#include <vector>

#include "platform/core/result.h"
#include "platform/pg/transaction.h"

namespace maillage::pg {

/// The names of the migrations that a service brings: the platform's, and those in `folder`. Error: the folder cannot
/// be read, or has a file that is none.
Result<std::vector<std::string>> MigrationNames(const std::string& folder);

/// How the schema of a database differs from what a service was built for, in migrations.
struct SchemaDifference {
  int missing = 0;  // the service brings them, the database has not seen them
  int unknown = 0;  // the database has seen them, the service does not know them: a newer version was here
};

/// `names` as MigrationNames gave them.
Result<SchemaDifference> CompareSchema(Transaction& tx, const std::vector<std::string>& names);

}  // namespace maillage::pg
