#include <functional>

#include "directory/rpc/messages.h"
#include "directory/rpc/requests.h"
#include "directory/rpc/services.h"
#include "directory/store/person_store.h"
#include "maillage/directory/v1/events.pb.h"

namespace maillage::directory::rpc {
namespace {

constexpr const char* kPattern = "cafs/*/people/*";
const std::vector<std::string> kChangeable{"given_name",   "family_name",       "email",        "phone",
                                           "kind",         "caf_staff_kind",    "speciality",   "role",
                                           "organisation", "organisation_name", "job_title",    "portfolio",
                                           "zone",         "channels",          "access_needs", "joined_on",
                                           "welcomed_on"};

template <class Fact>
v1::Person TellOf(pg::Transaction& tx, const Call& call, const PersonRow& row) {
  auto proto = ToProto(row);
  Fact fact;
  *fact.mutable_person() = proto;
  Tell(tx, call, row.caf, proto.name(), fact);
  return proto;
}

/// Only who runs the platform makes somebody an administrator.
Status CheckRole(const Call& call, const std::string& caf, std::optional<Role> before, std::optional<Role> after) {
  if (after != Role::kAdmin || before == Role::kAdmin || RunsPlatform(call, caf)) return {};
  return Fail(reason::kPermissionDenied, "only an administrator gives the role ADMIN");
}

Result<v1::Person> Create(pg::Database& db, const Call& call, const v1::CreatePersonRequest& request) {
  auto ids = IdsIn(request.parent(), "cafs/*", "parent");
  if (!ids) return Propagate(ids);
  const auto& caf = (*ids)[0];
  std::vector<FieldFault> faults;
  const auto details = DetailsOf(request.person(), "person.", faults);
  auto person = WithFaults(Person::Join(caf, request.person_id(), details), faults);
  if (!person) return Propagate(person);
  if (auto allowed = CheckRole(call, caf, std::nullopt, details.role); !allowed) return Propagate(allowed);
  auto created = db.Update<v1::Person>(call, [&](pg::Transaction& tx) -> Result<v1::Person> {
    store::InsertPerson(tx, person->row());
    return TellOf<v1::PersonAdded>(tx, call, person->row());
  });
  if (!created) return tl::unexpected(store::WhyNotInserted(std::move(created).error(), person->row()));
  return created;
}

Result<v1::Person> Get(pg::Database& db, const Call& call, const v1::GetPersonRequest& request) {
  auto ids = IdsIn(request.name(), kPattern, "name");
  if (!ids) return Propagate(ids);
  return db.Read<v1::Person>(call, [&](pg::Transaction& tx) -> Result<v1::Person> {
    auto person = store::ReadPerson(tx, (*ids)[0], (*ids)[1]);
    if (!person) return Propagate(person);
    return ToProto(person->row());
  });
}

Result<v1::ListPeopleResponse> List(pg::Database& db, const Call& call, const v1::ListPeopleRequest& request) {
  auto ids = IdsIn(request.parent(), "cafs/*", "parent");
  if (!ids) return Propagate(ids);
  auto values =
      ReadFilter(request.filter(), {"kind", "role", "state", "organisation", "email"}, {"family_name", "display_name"});
  if (!values) return Propagate(values);
  auto& by = *values;
  const auto role = by["role"] == "ROLE_OFFICER" ? "OFFICER" : by["role"];
  const store::PeopleFilter filter{
      by["kind"], role, by["state"], by["organisation"], by["email"], by["family_name"], by["display_name"]};
  const auto scope = ListScope(call, request.filter());
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  return db.Read<v1::ListPeopleResponse>(call, [&](pg::Transaction& tx) -> Result<v1::ListPeopleResponse> {
    auto people = store::ListPeople(tx, (*ids)[0], filter, page->after, page->size + 1);
    if (!people) return Propagate(people);
    v1::ListPeopleResponse response;
    for (const auto& row : *people) {
      if (response.people_size() == page->size) {
        response.set_next_page_token(listing::NextToken((*people)[page->size - 1].id, scope));
        break;
      }
      *response.add_people() = ToProto(row);
    }
    return response;
  });
}

Result<v1::Person> Update(pg::Database& db, const Call& call, const v1::UpdatePersonRequest& request) {
  auto ids = IdsIn(request.person().name(), kPattern, "person.name");
  if (!ids) return Propagate(ids);
  const auto& caf = (*ids)[0];
  return db.Update<v1::Person>(call, [&](pg::Transaction& tx) -> Result<v1::Person> {
    auto person = store::LockPerson(tx, caf, (*ids)[1]);
    if (!person) return Propagate(person);
    if (auto same = CheckEtag(request.person().etag(), person->row().version); !same) return Propagate(same);
    const auto before = ToProto(person->row());
    auto wanted = before;
    if (auto applied = ApplyMask(request.update_mask(), kChangeable, request.person(), wanted); !applied)
      return Propagate(applied);
    std::vector<FieldFault> faults;
    const auto details = DetailsOf(wanted, "person.", faults);
    if (auto allowed = CheckRole(call, caf, person->row().details.role, details.role); !allowed)
      return Propagate(allowed);
    auto changed = WithFaults(person->Change(details), faults);
    if (!changed) return Propagate(changed);
    if (!*changed) return before;
    auto saved = store::SavePerson(tx, person->row());
    if (!saved) return Propagate(saved);
    return TellOf<v1::PersonChanged>(tx, call, *saved);
  });
}

/// An act on one person: lock, do, save, tell. `act` answers whether it changed something.
template <class Fact, class Request>
Result<v1::Person> Act(pg::Database& db, const Call& call, const Request& request,
                       const std::function<Result<bool>(Person&)>& act) {
  auto ids = IdsIn(request.name(), kPattern, "name");
  if (!ids) return Propagate(ids);
  return db.Update<v1::Person>(call, [&](pg::Transaction& tx) -> Result<v1::Person> {
    auto person = store::LockPerson(tx, (*ids)[0], (*ids)[1]);
    if (!person) return Propagate(person);
    auto changed = act(*person);
    if (!changed) return Propagate(changed);
    if (!*changed) return ToProto(person->row());
    auto saved = store::SavePerson(tx, person->row());
    if (!saved) return Propagate(saved);
    return TellOf<Fact>(tx, call, *saved);
  });
}

Result<bool> Leave(Person& person, Instant now) {
  if (auto left = person.Leave(now); !left) return Propagate(left);
  return true;
}

}  // namespace

void ServePeople(maillage::rpc::Router& router, pg::Database& db) {
  const std::string service = "maillage.directory.v1.PersonService/";
  router.Unary<v1::CreatePersonRequest, v1::Person>(
      service + "CreatePerson", [&db](const Call& call, const auto& request) { return Create(db, call, request); });
  router.Unary<v1::GetPersonRequest, v1::Person>(
      service + "GetPerson", [&db](const Call& call, const auto& request) { return Get(db, call, request); });
  router.Unary<v1::ListPeopleRequest, v1::ListPeopleResponse>(
      service + "ListPeople", [&db](const Call& call, const auto& request) { return List(db, call, request); });
  router.Unary<v1::UpdatePersonRequest, v1::Person>(
      service + "UpdatePerson", [&db](const Call& call, const auto& request) { return Update(db, call, request); });
  router.Unary<v1::LeaveNetworkRequest, v1::Person>(
      service + "LeaveNetwork", [&db](const Call& call, const auto& request) {
        return Act<v1::PersonLeft>(db, call, request, [&call](Person& person) { return Leave(person, call.now); });
      });
  router.Unary<v1::AnonymisePersonRequest, v1::Person>(
      service + "AnonymisePerson", [&db](const Call& call, const auto& request) {
        return Act<v1::PersonAnonymised>(db, call, request, [](Person& person) { return person.Anonymise(); });
      });
  router.Unary<v1::MuteRemindersRequest, v1::Person>(
      service + "MuteReminders", [&db](const Call& call, const auto& request) {
        return Act<v1::PersonChanged>(db, call, request, [](Person& person) { return person.Mute(); });
      });
  router.Unary<v1::UnmuteRemindersRequest, v1::Person>(
      service + "UnmuteReminders", [&db](const Call& call, const auto& request) {
        return Act<v1::PersonChanged>(db, call, request, [](Person& person) { return person.Unmute(); });
      });
}

}  // namespace maillage::directory::rpc
