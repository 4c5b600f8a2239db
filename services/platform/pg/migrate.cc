#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/log/log.h"
#include "platform/pg/connection.h"
#include "platform/pg/database.h"
#include "platform/pg/migrations.h"
#include "platform/pg/platform_tables.h"

namespace maillage::pg {
namespace {

// Any number of our own: services of one database (replicas that start together) take turns.
constexpr char kLock[] = "select pg_advisory_lock(7311905200412)";

constexpr char kBookkeeping[] = R"sql(
create table if not exists public.schema_migrations (
  name text primary key,
  checksum text not null,
  applied_at timestamptz not null default clock_timestamp()
))sql";

constexpr Statement kApplied{"migrations_applied", "select name, checksum from public.schema_migrations"};
constexpr Statement kRecord{"migrations_record",
                            "insert into public.schema_migrations (name, checksum) values ($1, $2)"};
constexpr Statement kRole{
    "migrations_role",
    "select rolname = current_user as owner, rolsuper or rolbypassrls as bypasses from pg_roles where rolname = $1"};

Scope Long() { return Scope("*", std::chrono::steady_clock::now() + std::chrono::minutes(10)); }

Result<std::vector<Migration>> ReadFolder(const std::string& folder) {
  static const std::regex kName("[0-9]{4}_[a-z0-9_]+\\.sql");
  std::vector<Migration> migrations;
  if (folder.empty()) return migrations;
  std::error_code fault;
  for (const auto& entry : std::filesystem::directory_iterator(folder, fault)) {
    const auto name = entry.path().filename().string();
    if (entry.path().extension() != ".sql") continue;
    if (!std::regex_match(name, kName))
      return Fail(reason::kInternal, "'{}' is no name of a migration (NNNN_name.sql)", name);
    std::ifstream file(entry.path());
    std::ostringstream sql;
    sql << file.rdbuf();
    if (!file) return Fail(reason::kInternal, "'{}' cannot be read", name);
    migrations.push_back({entry.path().stem().string(), sql.str()});
  }
  if (fault)
    return Fail(reason::kInternal, "the folder of migrations '{}' cannot be read: {}", folder, fault.message());
  std::sort(migrations.begin(), migrations.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  for (std::size_t i = 1; i < migrations.size(); ++i) {
    if (migrations[i].name.substr(0, 4) == migrations[i - 1].name.substr(0, 4)) {
      return Fail(reason::kInternal, "two migrations have the number {}", migrations[i].name.substr(0, 4));
    }
  }
  return migrations;
}

/// In the order in which they are applied.
Result<std::vector<Migration>> AllMigrations(const std::string& folder) {
  auto migrations = PlatformMigrations();
  auto own = ReadFolder(folder);
  if (!own) return Propagate(own);
  migrations.insert(migrations.end(), own->begin(), own->end());
  return migrations;
}

/// One transaction; what `body` returns decides.
Status InTransaction(Connection& connection, const std::function<Status(Transaction&)>& body) {
  connection.Begin(Long(), Connection::Mode::kWrite);
  Transaction tx(connection);
  auto status = body(tx);
  if (status) status = connection.Commit();
  if (!status) connection.Rollback();
  return status;
}

Status CheckRole(Transaction& tx, const std::string& role) {
  auto rows = tx.Query(kRole, role);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kInternal, "there is no database role '{}'", role);
  const auto row = (*rows)[0];
  if (row.Get<bool>("owner") || row.Get<bool>("bypasses")) {
    return Fail(reason::kInternal, "the service's role '{}' owns the tables or bypasses row-level security", role);
  }
  return {};
}

Status Grant(Transaction& tx, const std::string& role) {
  return tx.Script(fmt::format(R"sql(
grant usage on schema public to "{0}";
grant select, insert, update, delete on all tables in schema public to "{0}";
grant usage, select on all sequences in schema public to "{0}";
revoke insert, update, delete on public.schema_migrations from "{0}";
alter default privileges in schema public grant select, insert, update, delete on tables to "{0}";
alter default privileges in schema public grant usage, select on sequences to "{0}";
)sql",
                               role));
}

Result<std::map<std::string, std::string>> Applied(Connection& connection) {
  std::map<std::string, std::string> applied;
  auto status = InTransaction(connection, [&](Transaction& tx) -> Status {
    auto rows = tx.Query(kApplied);
    if (!rows) return Propagate(rows);
    for (const auto row : *rows) applied[row.Get<std::string>("name")] = row.Get<std::string>("checksum");
    return {};
  });
  if (!status) return Propagate(status);
  return applied;
}

Status Apply(Connection& connection, const std::vector<Migration>& migrations,
             const std::map<std::string, std::string>& applied) {
  for (const auto& migration : migrations) {
    const auto checksum = Sha256Hex(migration.sql);
    if (auto found = applied.find(migration.name); found != applied.end()) {
      if (found->second == checksum) continue;
      return Fail(reason::kInternal, "migration '{}' was changed after it was applied", migration.name);
    }
    auto status = InTransaction(connection, [&](Transaction& tx) -> Status {
      if (auto run = tx.Script(migration.sql); !run) return run;
      tx.Execute(kRecord, migration.name, checksum);
      return {};
    });
    if (!status) {
      log::Error("a migration failed", status.error(), {{"migration", migration.name}});
      return status;
    }
    log::Info("migration applied", {{"migration", migration.name}});
  }
  return {};
}

}  // namespace

Status Migrate(const std::string& owner_url, const std::string& folder, const std::string& service_role) {
  const auto migrations = AllMigrations(folder);
  if (!migrations) return Propagate(migrations);

  auto opened = Connection::Open(owner_url, Long().deadline);
  if (!opened) return Propagate(opened);
  Connection& connection = **opened;  // its end gives the lock back
  connection.SetDeadline(Long().deadline);
  if (auto status = connection.Script(kLock); !status) return status;
  auto prepared = InTransaction(connection, [&](Transaction& tx) -> Status {
    if (auto status = CheckRole(tx, service_role); !status) return status;
    return tx.Script(kBookkeeping);
  });
  if (!prepared) return prepared;
  auto applied = Applied(connection);
  if (!applied) return Propagate(applied);
  if (auto status = Apply(connection, *migrations, *applied); !status) return status;
  return InTransaction(connection, [&](Transaction& tx) { return Grant(tx, service_role); });
}

Result<std::vector<std::string>> MigrationNames(const std::string& folder) {
  const auto migrations = AllMigrations(folder);
  if (!migrations) return Propagate(migrations);
  std::vector<std::string> names;
  for (const auto& migration : *migrations) names.push_back(migration.name);
  return names;
}

Result<SchemaDifference> CompareSchema(Transaction& tx, const std::vector<std::string>& names) {
  const auto rows = tx.Query(kApplied);
  if (!rows) return Propagate(rows);
  std::set<std::string> applied;
  for (const auto row : *rows) applied.insert(row.Get<std::string>("name"));
  SchemaDifference difference;
  for (const auto& name : names) difference.missing += applied.erase(name) == 0 ? 1 : 0;
  difference.unknown = static_cast<int>(applied.size());
  return difference;
}

}  // namespace maillage::pg
