#include "network/store/people.h"

#include "network/domain/reasons.h"

namespace maillage::network::store {
namespace {

constexpr pg::Statement kPutPerson{
    "put_person",
    "insert into people (caf, person, given_name, family_name, organisation, organisation_name, access_needs, role, "
    "present) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "on conflict (caf, person) do update set given_name = excluded.given_name, family_name = excluded.family_name, "
    "organisation = excluded.organisation, organisation_name = excluded.organisation_name, "
    "access_needs = excluded.access_needs, role = excluded.role, present = excluded.present"};

constexpr pg::Statement kPutCaf{
    "put_caf",
    "insert into cafs (caf, display_name, zone) values ($1, $2, $3) "
    "on conflict (caf) do update set display_name = excluded.display_name, zone = excluded.zone"};

constexpr pg::Statement kHoldPerson{"hold_person", "select 1 from people where caf = $1 and person = $2 for share"};

constexpr pg::Statement kFindPeople{"find_people",
                                    "select * from people where caf = $1 and person = any($2) order by person"};

constexpr pg::Statement kZoneOfCaf{"zone_of_caf", "select zone from cafs where caf = $1"};

KnownPerson FromRow(const pg::Row& row) {
  return {row.Get<std::string>("caf"),
          PersonId(row.Get<std::string>("person")),
          row.Get<std::string>("given_name"),
          row.Get<std::string>("family_name"),
          row.Get<std::string>("organisation"),
          row.Get<std::string>("organisation_name"),
          row.Get<std::string>("access_needs"),
          row.Get<std::string>("role"),
          row.Get<bool>("present")};
}

}  // namespace

void PutPerson(pg::Transaction& tx, const KnownPerson& person) {
  tx.Execute(kPutPerson, person.caf, person.id.value, person.given_name, person.family_name, person.organisation,
             person.organisation_name, person.access_needs, person.role, person.present);
}

void PutCaf(pg::Transaction& tx, const KnownCaf& caf) { tx.Execute(kPutCaf, caf.caf, caf.display_name, caf.zone); }

void HoldPerson(pg::Transaction& tx, const std::string& caf, const PersonId& person) {
  tx.Execute(kHoldPerson, caf, person.value);
}

Result<KnownPerson> FindPerson(pg::Transaction& tx, const std::string& caf, const PersonId& person) {
  auto people = FindPeople(tx, caf, {person});
  if (!people) return Propagate(people);
  if (people->empty()) return Fail(reason::kNotFound, "there is no person {}", person.value);
  return people->front();
}

Status RequirePresent(pg::Transaction& tx, const std::string& caf, const PersonId& person) {
  HoldPerson(tx, caf, person);
  auto known = FindPerson(tx, caf, person);
  if (!known) return Propagate(known);
  if (!known->present) return Fail(reason::kPersonNotPresent, "{} is not in the network", person.value);
  return {};
}

Result<std::vector<KnownPerson>> FindPeople(pg::Transaction& tx, const std::string& caf,
                                            const std::vector<PersonId>& people) {
  std::vector<std::string> ids;
  for (const auto& each : people) ids.push_back(each.value);
  auto rows = tx.Query(kFindPeople, caf, ids);
  if (!rows) return Propagate(rows);
  std::vector<KnownPerson> found;
  for (const auto row : *rows) found.push_back(FromRow(row));
  return found;
}

Result<std::string> ZoneOfCaf(pg::Transaction& tx, const std::string& caf) {
  auto rows = tx.Query(kZoneOfCaf, caf);
  if (!rows) return Propagate(rows);
  return rows->empty() ? "Europe/Paris" : (*rows)[0].Get<std::string>("zone");
}

}  // namespace maillage::network::store
