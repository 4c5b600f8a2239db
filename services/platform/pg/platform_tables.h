#pragma once

#include <string>
#include <vector>

namespace maillage::pg {

/// A change of the schema: applied once, in order, never edited afterwards.
struct Migration {
  std::string name;
  std::string sql;
};

/// The tables that every service's database has, made before its own.
const std::vector<Migration>& PlatformMigrations();

}  // namespace maillage::pg
