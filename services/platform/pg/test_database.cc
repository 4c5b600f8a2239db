#include "platform/pg/test_database.h"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>

#include "platform/core/ids.h"
#include "platform/pg/connection.h"

namespace maillage::pg {
namespace {

std::string ServerUrl() {
  const char* url = std::getenv("MAILLAGE_TEST_POSTGRES");
  if (url == nullptr) throw std::runtime_error("MAILLAGE_TEST_POSTGRES is not set: scripts/test starts the servers");
  return url;
}

/// The URL with another user and database: `postgresql://user@host:port/database`.
std::string WithUserAndDatabase(const std::string& url, const std::string& user, const std::string& database) {
  const auto at = url.find('@');
  const auto slash = url.find('/', at);
  if (!url.starts_with("postgresql://") || at == std::string::npos || slash == std::string::npos) {
    throw std::runtime_error("MAILLAGE_TEST_POSTGRES is not of the form postgresql://user@host:port/database");
  }
  return fmt::format("postgresql://{}{}/{}", user, url.substr(at, slash - at), database);
}

std::string UserOf(const std::string& url) {
  const auto start = std::string("postgresql://").size();
  return url.substr(start, url.find('@') - start);
}

void Run(const std::string& url, const std::string& sql) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  auto connection = Connection::Open(url, deadline);
  auto status = connection ? Status() : Status(Propagate(connection));
  if (status) {
    (*connection)->SetDeadline(deadline);
    status = (*connection)->Script(sql);
  }
  if (!status) throw std::runtime_error(fmt::format("{}: {}", sql.substr(0, 60), status.error().message));
}

// Roles belong to the whole server: tests that run side by side share them.
constexpr char kRoles[] = R"sql(
begin;
select pg_advisory_xact_lock(7311905200413);
do $$
begin
  if not exists (select from pg_roles where rolname = 'maillage_test_owner') then
    create role maillage_test_owner login nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'maillage_test_service') then
    create role maillage_test_service login nosuperuser nobypassrls;
  end if;
end $$;
commit;
)sql";

}  // namespace

TestDatabase::TestDatabase(const std::string& name, const std::string& migrations)
    : name_(fmt::format("test_{}_{}", name, NewUuid().substr(0, 8))) {
  Run(ServerUrl(), kRoles);
  Run(ServerUrl(), fmt::format("create database \"{}\" owner maillage_test_owner", name_));
  auto status = Migrate(owner_url(), migrations, role());
  if (!status) throw std::runtime_error(fmt::format("the migrations of {} failed: {}", name, status.error().message));
}

TestDatabase::~TestDatabase() {
  try {
    Run(ServerUrl(), fmt::format("drop database if exists \"{}\" with (force)", name_));
  } catch (const std::runtime_error& fault) {
    fmt::print(stderr, "{}\n", fault.what());
  }
}

std::string TestDatabase::superuser_url() const { return UrlOf(UserOf(ServerUrl())); }

void TestDatabase::Script(const std::string& sql) const { Run(superuser_url(), sql); }

std::string TestDatabase::UrlOf(const std::string& user) const { return WithUserAndDatabase(ServerUrl(), user, name_); }

}  // namespace maillage::pg
