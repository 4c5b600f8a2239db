#include "directory/rpc/messages.h"
#include "directory/rpc/requests.h"
#include "directory/rpc/services.h"
#include "directory/store/caf_store.h"
#include "maillage/directory/v1/events.pb.h"

namespace maillage::directory::rpc {
namespace {

Result<v1::Caf> Create(pg::Database& db, const Call& call, const v1::CreateCafRequest& request) {
  const auto& draft = request.caf();
  auto caf = AddCaf({request.caf_id(),
                     draft.display_name(),
                     {draft.departements().begin(), draft.departements().end()},
                     draft.zone(),
                     1});
  if (!caf) return Propagate(caf);
  return db.Update<v1::Caf>(call, [&](pg::Transaction& tx) -> Result<v1::Caf> {
    if (auto inserted = store::InsertCaf(tx, *caf); !inserted) return Propagate(inserted);
    auto proto = ToProto(*caf);
    v1::CafAdded fact;
    *fact.mutable_caf() = proto;
    Tell(tx, call, caf->code, proto.name(), fact);
    return proto;
  });
}

Result<v1::Caf> Get(pg::Database& db, const Call& call, const v1::GetCafRequest& request) {
  auto ids = IdsIn(request.name(), "cafs/*", "name");
  if (!ids) return Propagate(ids);
  return db.Read<v1::Caf>(call, [&](pg::Transaction& tx) -> Result<v1::Caf> {
    auto caf = store::LoadCaf(tx, (*ids)[0]);
    if (!caf) return Propagate(caf);
    return ToProto(*caf);
  });
}

Result<v1::Caf> Update(pg::Database& db, const Call& call, const v1::UpdateCafRequest& request) {
  auto ids = IdsIn(request.caf().name(), "cafs/*", "caf.name");
  if (!ids) return Propagate(ids);
  return db.Update<v1::Caf>(call, [&](pg::Transaction& tx) -> Result<v1::Caf> {
    auto caf = store::LockCafRow(tx, (*ids)[0]);
    if (!caf) return Propagate(caf);
    if (auto same = CheckEtag(request.caf().etag(), caf->version); !same) return Propagate(same);
    auto wanted = ToProto(*caf);
    if (auto applied =
            ApplyMask(request.update_mask(), {"display_name", "departements", "zone"}, request.caf(), wanted);
        !applied)
      return Propagate(applied);
    auto changed = ChangeCaf(*caf, {caf->code,
                                    wanted.display_name(),
                                    {wanted.departements().begin(), wanted.departements().end()},
                                    wanted.zone(),
                                    caf->version});
    if (!changed) return Propagate(changed);
    if (!*changed) return ToProto(*caf);
    v1::CafChanged fact;
    *fact.mutable_caf() = ToProto(store::SaveCaf(tx, *caf));
    Tell(tx, call, caf->code, fact.caf().name(), fact);
    return fact.caf();
  });
}

/// Those in which the caller holds a role; all when one holds everywhere.
Result<v1::ListCafsResponse> List(pg::Database& db, const Call& call, const v1::ListCafsRequest& request) {
  std::vector<std::string> codes;
  for (const auto& [caf, roles] : call.caller.roles)
    if (!roles.empty()) codes.push_back(caf);
  const bool all = call.caller.roles.count("*") > 0 && !call.caller.roles.at("*").empty();
  const auto scope = ListScope(call, call.caller.subject);
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  // The method is about no Caf, so row-level security lets all pass: the statement does not.
  return db.Read<v1::ListCafsResponse>(call, [&](pg::Transaction& tx) -> Result<v1::ListCafsResponse> {
    auto cafs = store::ListCafs(tx, all, codes, page->after, page->size + 1);
    if (!cafs) return Propagate(cafs);
    v1::ListCafsResponse response;
    for (const auto& caf : *cafs) {
      if (response.cafs_size() == page->size) {
        response.set_next_page_token(listing::NextToken((*cafs)[page->size - 1].code, scope));
        break;
      }
      *response.add_cafs() = ToProto(caf);
    }
    return response;
  });
}

}  // namespace

void ServeCafs(maillage::rpc::Router& router, pg::Database& db) {
  router.Unary<v1::CreateCafRequest, v1::Caf>(
      "maillage.directory.v1.CafService/CreateCaf",
      [&db](const Call& call, const auto& request) { return Create(db, call, request); });
  router.Unary<v1::GetCafRequest, v1::Caf>(
      "maillage.directory.v1.CafService/GetCaf",
      [&db](const Call& call, const auto& request) { return Get(db, call, request); });
  router.Unary<v1::UpdateCafRequest, v1::Caf>(
      "maillage.directory.v1.CafService/UpdateCaf",
      [&db](const Call& call, const auto& request) { return Update(db, call, request); });
  router.Unary<v1::ListCafsRequest, v1::ListCafsResponse>(
      "maillage.directory.v1.CafService/ListCafs",
      [&db](const Call& call, const auto& request) { return List(db, call, request); });
}

void ServeAll(maillage::rpc::Router& router, pg::Database& db) {
  ServeCafs(router, db);
  ServePeople(router, db);
  ServePosts(router, db);
  ServeTerritories(router, db);
  ServeImports(router, db);
}

}  // namespace maillage::directory::rpc
