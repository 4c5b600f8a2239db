#include "directory/store/person_store.h"

#include "directory/domain/reasons.h"

namespace maillage::directory::store {
namespace {

#define MAILLAGE_PERSON_COLUMNS                                                                                     \
  "caf, id, given_name, family_name, email, phone, kind, caf_staff_kind, speciality, role, organisation, "          \
  "organisation_name, job_title, portfolio, zone, channels, access_needs, joined_on, welcomed_on, state, left_at, " \
  "reminders_muted, version"

constexpr pg::Statement kRead{"person_read",
                              "select " MAILLAGE_PERSON_COLUMNS " from people where caf = $1 and id = $2"};
constexpr pg::Statement kLock{"person_lock",
                              "select " MAILLAGE_PERSON_COLUMNS " from people where caf = $1 and id = $2 for update"};
constexpr pg::Statement kHold{
    "person_hold", "select state in ('INVITED', 'ACTIVE') as present from people where caf = $1 and id = $2 for share"};
constexpr pg::Statement kInsert{
    "person_insert", "insert into people (" MAILLAGE_PERSON_COLUMNS
                     ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
                     "$20, $21, $22, $23)"};
constexpr pg::Statement kUpdate{"person_update",
                                "update people set given_name = $3, family_name = $4, email = $5, phone = $6, kind = "
                                "$7, caf_staff_kind = $8, speciality = $9, "
                                "role = $10, organisation = $11, organisation_name = $12, job_title = $13, portfolio = "
                                "$14, zone = $15, channels = $16, "
                                "access_needs = $17, joined_on = $18, welcomed_on = $19, state = $20, left_at = $21, "
                                "reminders_muted = $22, version = $23 "
                                "where caf = $1 and id = $2"};
constexpr pg::Statement kList{
    "person_list", "select " MAILLAGE_PERSON_COLUMNS
                   " from people where caf = $1 and id > $2 and ($3 = '' or kind = $3) and ($4 = '' or role = $4) and "
                   "($5 = '' or state = $5) "
                   "and ($6 = '' or organisation = $6) and ($7 = '' or lower(email) = lower($7)) and ($8 = '' or "
                   "lower(family_name) like lower($8)) "
                   "and ($9 = '' or lower(given_name || ' ' || family_name) like lower($9)) order by id limit $10"};
constexpr pg::Statement kLockAll{
    "person_lock_all", "select " MAILLAGE_PERSON_COLUMNS " from people where caf = $1 order by id for update"};
// No address begins with a blank, so none is in the way.
constexpr pg::Statement kStepAside{"person_step_aside",
                                   "update people set email = ' ' || id where caf = $1 and id = any($2)"};
constexpr pg::Statement kBarrier{"barrier", "select 1"};

PersonDetails DetailsOf(const pg::Row& row) {
  PersonDetails details;
  details.given_name = row.Get<std::string>("given_name");
  details.family_name = row.Get<std::string>("family_name");
  details.email = row.Get<std::string>("email");
  details.phone = row.Get<std::string>("phone");
  details.kind = FromWord<PersonKind>(row.Get<std::string>("kind"));
  details.caf_staff_kind = FromWord<CafStaffKind>(row.Get<std::string>("caf_staff_kind")).value_or(CafStaffKind::kNone);
  details.speciality = row.Get<std::string>("speciality");
  details.role = FromWord<Role>(row.Get<std::string>("role"));
  details.organisation = row.Get<std::string>("organisation");
  details.organisation_name = row.Get<std::string>("organisation_name");
  details.job_title = row.Get<std::string>("job_title");
  details.portfolio = row.Get<std::vector<std::string>>("portfolio");
  details.zone = row.Get<std::string>("zone");
  details.channels = row.Get<std::vector<std::string>>("channels");
  details.access_needs = row.Get<std::string>("access_needs");
  details.joined_on = row.Get<std::optional<CivilDate>>("joined_on");
  details.welcomed_on = row.Get<std::optional<CivilDate>>("welcomed_on");
  return details;
}

PersonRow FromRow(const pg::Row& row) {
  return {row.Get<std::string>("caf"),
          row.Get<std::string>("id"),
          DetailsOf(row),
          FromWord<PersonState>(row.Get<std::string>("state")).value_or(PersonState::kActive),
          row.Get<std::optional<Instant>>("left_at"),
          row.Get<bool>("reminders_muted"),
          row.Get<std::int64_t>("version")};
}

std::vector<pg::Param> ParamsOf(const PersonRow& row) {
  const auto& d = row.details;
  return {row.caf,
          row.id,
          d.given_name,
          d.family_name,
          d.email,
          d.phone,
          WordOf(d.kind.value_or(PersonKind::kPartner)),
          WordOf(d.caf_staff_kind),
          d.speciality,
          WordOf(d.role.value_or(Role::kGuest)),
          d.organisation,
          d.organisation_name,
          d.job_title,
          d.portfolio,
          d.zone,
          d.channels,
          d.access_needs,
          d.joined_on,
          d.welcomed_on,
          WordOf(row.state),
          row.left_at,
          row.reminders_muted,
          row.version};
}

Result<Person> LoadOne(pg::Transaction& tx, const pg::Statement& statement, const std::string& caf,
                       const std::string& id) {
  auto rows = tx.Query(statement, caf, id);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no person cafs/{}/people/{}", caf, id);
  return Person::FromStored(FromRow((*rows)[0]));
}

}  // namespace

Result<Person> ReadPerson(pg::Transaction& tx, const std::string& caf, const std::string& id) {
  return LoadOne(tx, kRead, caf, id);
}
Result<Person> LockPerson(pg::Transaction& tx, const std::string& caf, const std::string& id) {
  return LoadOne(tx, kLock, caf, id);
}

Result<bool> HoldPresence(pg::Transaction& tx, const std::string& caf, const std::string& id) {
  auto rows = tx.Query(kHold, caf, id);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no person cafs/{}/people/{}", caf, id);
  return (*rows)[0].Get<bool>("present");
}

void InsertPerson(pg::Transaction& tx, const PersonRow& row) { tx.Execute(kInsert, ParamsOf(row)); }

Error WhyNotInserted(Error error, const PersonRow& row) {
  const auto constraint = error.metadata.find("constraint");
  if (constraint == error.metadata.end()) return error;
  if (constraint->second == "people_pkey")
    return Fail(reason::kAlreadyExists, "there is a person {} already", row.id).value();
  if (constraint->second == "people_caf_fkey") return Fail(reason::kNotFound, "there is no Caf {}", row.caf).value();
  return error;
}

Result<PersonRow> SavePerson(pg::Transaction& tx, PersonRow row) {
  ++row.version;
  auto saved = tx.Query(kUpdate, ParamsOf(row));
  if (!saved) return Propagate(saved);
  return row;
}

Result<std::vector<PersonRow>> ListPeople(pg::Transaction& tx, const std::string& caf, const PeopleFilter& filter,
                                          const std::string& after, int limit) {
  auto rows = tx.Query(kList, caf, after, filter.kind, filter.role, filter.state, filter.organisation, filter.email,
                       filter.family_name, filter.display_name, limit);
  if (!rows) return Propagate(rows);
  std::vector<PersonRow> people;
  for (const auto& row : *rows) people.push_back(FromRow(row));
  return people;
}

Result<std::vector<Person>> LockPeople(pg::Transaction& tx, const std::string& caf) {
  auto rows = tx.Query(kLockAll, caf);
  if (!rows) return Propagate(rows);
  std::vector<Person> people;
  for (const auto& row : *rows) people.push_back(Person::FromStored(FromRow(row)));
  return people;
}

Status ImportPeople(pg::Transaction& tx, const std::vector<PersonRow>& joined, std::vector<PersonRow>& changed) {
  std::vector<std::string> ids;
  for (const auto& row : changed) ids.push_back(row.id);
  if (!changed.empty()) tx.Execute(kStepAside, changed.front().caf, ids);
  std::vector<std::pair<const pg::Statement*, const PersonRow*>> writes;
  for (auto& row : changed) {
    ++row.version;
    writes.emplace_back(&kUpdate, &row);
  }
  for (const auto& row : joined) writes.emplace_back(&kInsert, &row);
  for (std::size_t i = 0; i < writes.size(); ++i) {
    tx.Execute(*writes[i].first, ParamsOf(*writes[i].second));
    if (i % 200 != 199 && i + 1 != writes.size()) continue;
    if (auto written = tx.Query(kBarrier); !written) return Propagate(written);
  }
  return {};
}

}  // namespace maillage::directory::store
