#include "directory/store/caf_store.h"

#include "directory/domain/reasons.h"

namespace maillage::directory::store {
namespace {

constexpr pg::Statement kLoad{"caf_load",
                              "select caf, display_name, departements, zone, version from cafs where caf = $1"};
constexpr pg::Statement kLock{
    "caf_lock", "select caf, display_name, departements, zone, version from cafs where caf = $1 for no key update"};
constexpr pg::Statement kInsert{
    "caf_insert",
    "insert into cafs (caf, display_name, departements, zone, version) values ($1, $2, $3, $4, $5) "
    "on conflict (caf) do nothing"};
constexpr pg::Statement kUpdate{
    "caf_update", "update cafs set display_name = $2, departements = $3, zone = $4, version = $5 where caf = $1"};
constexpr pg::Statement kList{"caf_list",
                              "select caf, display_name, departements, zone, version from cafs "
                              "where caf > $1 and ($2 or caf = any($3)) order by caf limit $4"};

Caf FromRow(const pg::Row& row) {
  return {row.Get<std::string>("caf"), row.Get<std::string>("display_name"),
          row.Get<std::vector<std::string>>("departements"), row.Get<std::string>("zone"),
          row.Get<std::int64_t>("version")};
}

Result<Caf> LoadOne(pg::Transaction& tx, const pg::Statement& statement, const std::string& code) {
  auto rows = tx.Query(statement, code);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no Caf {}", code);
  return FromRow((*rows)[0]);
}

}  // namespace

Result<Caf> LoadCaf(pg::Transaction& tx, const std::string& code) { return LoadOne(tx, kLoad, code); }

Result<Zone> LoadZone(pg::Transaction& tx, const std::string& code) {
  auto caf = LoadOne(tx, kLoad, code);
  if (!caf) return Propagate(caf);
  return Zone::Named(caf->zone);
}

Result<Zone> LockCaf(pg::Transaction& tx, const std::string& code) {
  auto caf = LoadOne(tx, kLock, code);
  if (!caf) return Propagate(caf);
  return Zone::Named(caf->zone);
}

Result<Caf> LockCafRow(pg::Transaction& tx, const std::string& code) { return LoadOne(tx, kLock, code); }

Caf SaveCaf(pg::Transaction& tx, Caf caf) {
  ++caf.version;
  tx.Execute(kUpdate, caf.code, caf.display_name, caf.departements, caf.zone, caf.version);
  return caf;
}

Status InsertCaf(pg::Transaction& tx, const Caf& caf) {
  auto rows = tx.Query(kInsert, caf.code, caf.display_name, caf.departements, caf.zone, caf.version);
  if (!rows) return Propagate(rows);
  if (rows->affected() == 0) return Fail(reason::kAlreadyExists, "there is a Caf {} already", caf.code);
  return {};
}

Result<std::vector<Caf>> ListCafs(pg::Transaction& tx, bool all, const std::vector<std::string>& codes,
                                  const std::string& after, int limit) {
  auto rows = tx.Query(kList, after, all, codes, limit);
  if (!rows) return Propagate(rows);
  std::vector<Caf> cafs;
  for (const auto& row : *rows) cafs.push_back(FromRow(row));
  return cafs;
}

}  // namespace maillage::directory::store
