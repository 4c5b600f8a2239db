#pragma once

#include <string>

#include "platform/pg/database.h"

namespace maillage::pg {

/// For component tests: a database of its own on the server of MAILLAGE_TEST_POSTGRES, with the platform's tables and
/// the migrations of one service, and a role that neither owns nor bypasses. Dropped when it goes. Throws
/// std::runtime_error when the variable is missing or the server is away: the test fails.
///
///   pg::TestDatabase database("network", MAILLAGE_SOURCE_DIR "/services/network/migrations");
///   pg::Database db({database.url()});
class TestDatabase {
 public:
  /// `migrations` may be empty: the platform's tables only.
  explicit TestDatabase(const std::string& name, const std::string& migrations = "");
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  /// As the service's role.
  std::string url() const { return UrlOf(role()); }
  /// As the owner of the tables.
  std::string owner_url() const { return UrlOf("maillage_test_owner"); }
  /// As the superuser.
  std::string superuser_url() const;
  std::string role() const { return "maillage_test_service"; }
  const std::string& name() const { return name_; }

  /// Runs SQL as the superuser, outside any transaction and row-level security. Throws std::runtime_error when it
  /// fails.
  void Script(const std::string& sql) const;

 private:
  std::string UrlOf(const std::string& user) const;

  std::string name_;
};

}  // namespace maillage::pg
