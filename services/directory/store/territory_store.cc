#include "directory/store/territory_store.h"

#include "directory/domain/reasons.h"

namespace maillage::directory::store {
namespace {

// One import at a time; readers go on.
constexpr pg::Statement kOneAtATime{"territory_lock",
                                    "select pg_advisory_xact_lock(hashtext('maillage.directory.territories'))"};

/// A table of reference: how it is filled beside the real one and then brought in line.
struct Table {
  const char* stage;
  const char* copy;
  pg::Statement merge;
  pg::Statement remove;
};

constexpr Table kDepartements{
    "create temp table staged_departements (like departements including all) on commit drop",
    "copy staged_departements (code, name, region, region_name, kind, zone) from stdin",
    {"departement_merge",
     "insert into departements as kept (code, name, region, region_name, kind, zone) "
     "select code, name, region, region_name, kind, zone from staged_departements "
     "on conflict (code) do update set name = excluded.name, region = excluded.region, region_name = "
     "excluded.region_name, "
     "kind = excluded.kind, zone = excluded.zone where kept.* is distinct from excluded.*"},
    {"departement_remove",
     "delete from departements kept where not exists (select from staged_departements s where s.code = kept.code)"}};

constexpr Table kBodies{
    "create temp table staged_bodies (like intermunicipal_bodies including all) on commit drop",
    "copy staged_bodies (siren, kind, name, members, population, population_dgcl, parent_siren) from stdin",
    {"body_merge",
     "insert into intermunicipal_bodies as kept (siren, kind, name, members, population, population_dgcl, "
     "parent_siren) "
     "select siren, kind, name, members, population, population_dgcl, parent_siren from staged_bodies "
     "on conflict (siren) do update set kind = excluded.kind, name = excluded.name, members = excluded.members, "
     "population = excluded.population, population_dgcl = excluded.population_dgcl, parent_siren = "
     "excluded.parent_siren "
     "where kept.* is distinct from excluded.*"},
    {"body_remove",
     "delete from intermunicipal_bodies kept where not exists (select from staged_bodies s where s.siren = "
     "kept.siren)"}};

constexpr Table kMunicipalities{
    "create temp table staged_municipalities (insee text collate \"C\" primary key, siren text, name text, departement "
    "text, region text, "
    "epci_siren text, ept_siren text, population int) on commit drop",
    "copy staged_municipalities (insee, siren, name, departement, region, epci_siren, ept_siren, population) from "
    "stdin",
    {"municipality_merge",
     "insert into municipalities as kept (insee, siren, name, departement, region, epci_siren, ept_siren, population) "
     "select insee, siren, name, departement, region, epci_siren, ept_siren, population from staged_municipalities "
     "on conflict (insee) do update set siren = excluded.siren, name = excluded.name, departement = "
     "excluded.departement, "
     "region = excluded.region, epci_siren = excluded.epci_siren, ept_siren = excluded.ept_siren, population = "
     "excluded.population "
     "where kept.* is distinct from excluded.*"},
    {"municipality_remove",
     "delete from municipalities kept where not exists (select from staged_municipalities s where s.insee = "
     "kept.insee)"}};

constexpr pg::Statement kReadMunicipality{
    "municipality_read",
    "select insee, siren, name, departement, region, epci_siren, ept_siren, population "
    "from municipalities where insee = $1"};
constexpr pg::Statement kListMunicipalities{
    "municipality_list",
    "select insee, siren, name, departement, region, epci_siren, ept_siren, population from municipalities where insee "
    "> $1 "
    "and ($2 = '' or departement = $2) and ($3 = '' or epci_siren = $3) and ($4 = '' or lower(name) like lower($4)) "
    "order by insee limit $5"};
constexpr pg::Statement kReadBody{"body_read",
                                  "select siren, kind, name, members, population, population_dgcl, parent_siren "
                                  "from intermunicipal_bodies where siren = $1"};
constexpr pg::Statement kListBodies{"body_list",
                                    "select siren, kind, name, members, population, population_dgcl, parent_siren "
                                    "from intermunicipal_bodies where siren > $1 and ($2 = '' or kind = $2) "
                                    "and ($3 = '' or lower(name) like lower($3)) order by siren limit $4"};
constexpr pg::Statement kUnknownSirens{
    "siren_unknown",
    "select asked from unnest($1::text[]) as asked where exists (select from municipalities) "
    "and not exists (select from municipalities m where m.siren = asked) "
    "and not exists (select from intermunicipal_bodies b where b.siren = asked)"};

Result<int> Replace(pg::Transaction& tx, const Table& table, const std::string& rows) {
  if (auto staged = tx.Script(table.stage); !staged) return Propagate(staged);
  if (auto copied = tx.Copy(table.copy, rows); !copied) return Propagate(copied);
  auto merged = tx.Query(table.merge);
  if (!merged) return Propagate(merged);
  auto removed = tx.Query(table.remove);
  if (!removed) return Propagate(removed);
  return static_cast<int>(merged->affected() + removed->affected());
}

Municipality MunicipalityOf(const pg::Row& row) {
  return {row.Get<std::string>("insee"),     row.Get<std::string>("siren"),
          row.Get<std::string>("name"),      row.Get<std::string>("departement"),
          row.Get<std::string>("region"),    row.Get<std::string>("epci_siren"),
          row.Get<std::string>("ept_siren"), row.Get<std::optional<int>>("population")};
}

IntermunicipalBody BodyOf(const pg::Row& row) {
  return {row.Get<std::string>("siren"),       row.Get<std::string>("kind"),
          row.Get<std::string>("name"),        row.Get<int>("members"),
          row.Get<int>("population"),          row.Get<std::optional<int>>("population_dgcl"),
          row.Get<std::string>("parent_siren")};
}

}  // namespace

Result<int> ReplaceTerritories(pg::Transaction& tx, const Territories& territories) {
  if (auto alone = tx.Query(kOneAtATime); !alone) return Propagate(alone);
  std::string departements, bodies, municipalities;
  for (const auto& d : territories.departements)
    departements += pg::CopyLine({d.code, d.name, d.region, d.region_name, d.kind, d.zone});
  for (const auto& b : territories.bodies)
    bodies += pg::CopyLine({b.siren, b.kind, b.name, b.members, b.population, b.population_dgcl, b.parent_siren});
  for (const auto& m : territories.municipalities)
    municipalities +=
        pg::CopyLine({m.insee, m.siren, m.name, m.departement, m.region, m.epci_siren, m.ept_siren, m.population});
  int changed = 0;
  for (const auto& [table, rows] : {std::pair(&kDepartements, &departements), std::pair(&kBodies, &bodies),
                                    std::pair(&kMunicipalities, &municipalities)}) {
    auto replaced = Replace(tx, *table, *rows);
    if (!replaced) return Propagate(replaced);
    changed += *replaced;
  }
  return changed;
}

Result<Municipality> ReadMunicipality(pg::Transaction& tx, const std::string& insee) {
  auto rows = tx.Query(kReadMunicipality, insee);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no commune {}", insee);
  return MunicipalityOf((*rows)[0]);
}

Result<IntermunicipalBody> ReadBody(pg::Transaction& tx, const std::string& siren) {
  auto rows = tx.Query(kReadBody, siren);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no intermunicipal body {}", siren);
  return BodyOf((*rows)[0]);
}

Result<std::vector<Municipality>> ListMunicipalities(pg::Transaction& tx, const MunicipalityFilter& filter,
                                                     const std::string& after, int limit) {
  auto rows = tx.Query(kListMunicipalities, after, filter.departement, filter.epci_siren, filter.display_name, limit);
  if (!rows) return Propagate(rows);
  std::vector<Municipality> found;
  for (const auto& row : *rows) found.push_back(MunicipalityOf(row));
  return found;
}

Result<std::vector<IntermunicipalBody>> ListBodies(pg::Transaction& tx, const BodyFilter& filter,
                                                   const std::string& after, int limit) {
  auto rows = tx.Query(kListBodies, after, filter.kind, filter.display_name, limit);
  if (!rows) return Propagate(rows);
  std::vector<IntermunicipalBody> found;
  for (const auto& row : *rows) found.push_back(BodyOf(row));
  return found;
}

Result<std::vector<std::string>> UnknownSirens(pg::Transaction& tx, const std::vector<std::string>& sirens) {
  auto rows = tx.Query(kUnknownSirens, sirens);
  if (!rows) return Propagate(rows);
  std::vector<std::string> unknown;
  for (const auto& row : *rows) unknown.push_back(row.Get<std::string>("asked"));
  return unknown;
}

}  // namespace maillage::directory::store
