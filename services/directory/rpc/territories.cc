#include "directory/import/territories.h"

#include "directory/rpc/messages.h"
#include "directory/rpc/requests.h"
#include "directory/rpc/services.h"
#include "directory/store/territory_store.h"

namespace maillage::directory::rpc {
namespace {

Result<v1::ImportTerritoriesResponse> Import(pg::Database& db, const Call& call,
                                             const v1::ImportTerritoriesRequest& request) {
  auto territories = ReadTerritories(request.departements(), request.epci(), request.communes());
  if (!territories) return Propagate(territories);
  return db.UpdateAlone<v1::ImportTerritoriesResponse>(
      call, [&](pg::Transaction& tx) -> Result<v1::ImportTerritoriesResponse> {
        auto changed = store::ReplaceTerritories(tx, *territories);
        if (!changed) return Propagate(changed);
        v1::ImportTerritoriesResponse response;
        response.set_departements(static_cast<int>(territories->departements.size()));
        response.set_intermunicipal_bodies(static_cast<int>(territories->bodies.size()));
        response.set_municipalities(static_cast<int>(territories->municipalities.size()));
        response.set_changed(*changed);
        return response;
      });
}

Result<v1::Municipality> GetMunicipality(pg::Database& db, const Call& call,
                                         const v1::GetMunicipalityRequest& request) {
  const std::string prefix = "municipalities/";  // INSEE codes have capitals (2A004), which ids of resources do not
  if (request.name().rfind(prefix, 0) != 0) return Propagate(IdsIn(request.name(), "municipalities/*", "name"));
  return db.Read<v1::Municipality>(call, [&](pg::Transaction& tx) -> Result<v1::Municipality> {
    auto found = store::ReadMunicipality(tx, request.name().substr(prefix.size()));
    if (!found) return Propagate(found);
    return ToProto(*found);
  });
}

Result<v1::ListMunicipalitiesResponse> ListMunicipalities(pg::Database& db, const Call& call,
                                                          const v1::ListMunicipalitiesRequest& request) {
  auto by = ReadFilter(request.filter(), {"departement", "epci_siren"}, {"display_name"});
  if (!by) return Propagate(by);
  const store::MunicipalityFilter filter{(*by)["departement"], (*by)["epci_siren"], (*by)["display_name"]};
  const auto scope = ListScope(call, request.filter());
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  return db.Read<v1::ListMunicipalitiesResponse>(
      call, [&](pg::Transaction& tx) -> Result<v1::ListMunicipalitiesResponse> {
        auto found = store::ListMunicipalities(tx, filter, page->after, page->size + 1);
        if (!found) return Propagate(found);
        v1::ListMunicipalitiesResponse response;
        for (const auto& municipality : *found) {
          if (response.municipalities_size() == page->size) {
            response.set_next_page_token(listing::NextToken((*found)[page->size - 1].insee, scope));
            break;
          }
          *response.add_municipalities() = ToProto(municipality);
        }
        return response;
      });
}

Result<v1::IntermunicipalBody> GetBody(pg::Database& db, const Call& call,
                                       const v1::GetIntermunicipalBodyRequest& request) {
  auto ids = IdsIn(request.name(), "intermunicipalBodies/*", "name");
  if (!ids) return Propagate(ids);
  return db.Read<v1::IntermunicipalBody>(call, [&](pg::Transaction& tx) -> Result<v1::IntermunicipalBody> {
    auto found = store::ReadBody(tx, (*ids)[0]);
    if (!found) return Propagate(found);
    return ToProto(*found);
  });
}

Result<v1::ListIntermunicipalBodiesResponse> ListBodies(pg::Database& db, const Call& call,
                                                        const v1::ListIntermunicipalBodiesRequest& request) {
  auto by = ReadFilter(request.filter(), {"kind"}, {"display_name"});
  if (!by) return Propagate(by);
  const store::BodyFilter filter{(*by)["kind"], (*by)["display_name"]};
  const auto scope = ListScope(call, request.filter());
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  return db.Read<v1::ListIntermunicipalBodiesResponse>(
      call, [&](pg::Transaction& tx) -> Result<v1::ListIntermunicipalBodiesResponse> {
        auto found = store::ListBodies(tx, filter, page->after, page->size + 1);
        if (!found) return Propagate(found);
        v1::ListIntermunicipalBodiesResponse response;
        for (const auto& body : *found) {
          if (response.intermunicipal_bodies_size() == page->size) {
            response.set_next_page_token(listing::NextToken((*found)[page->size - 1].siren, scope));
            break;
          }
          *response.add_intermunicipal_bodies() = ToProto(body);
        }
        return response;
      });
}

}  // namespace

void ServeTerritories(maillage::rpc::Router& router, pg::Database& db) {
  const std::string service = "maillage.directory.v1.TerritoryService/";
  router.Unary<v1::ImportTerritoriesRequest, v1::ImportTerritoriesResponse>(
      service + "ImportTerritories",
      [&db](const Call& call, const auto& request) { return Import(db, call, request); });
  router.Unary<v1::GetMunicipalityRequest, v1::Municipality>(
      service + "GetMunicipality",
      [&db](const Call& call, const auto& request) { return GetMunicipality(db, call, request); });
  router.Unary<v1::ListMunicipalitiesRequest, v1::ListMunicipalitiesResponse>(
      service + "ListMunicipalities",
      [&db](const Call& call, const auto& request) { return ListMunicipalities(db, call, request); });
  router.Unary<v1::GetIntermunicipalBodyRequest, v1::IntermunicipalBody>(
      service + "GetIntermunicipalBody",
      [&db](const Call& call, const auto& request) { return GetBody(db, call, request); });
  router.Unary<v1::ListIntermunicipalBodiesRequest, v1::ListIntermunicipalBodiesResponse>(
      service + "ListIntermunicipalBodies",
      [&db](const Call& call, const auto& request) { return ListBodies(db, call, request); });
}

}  // namespace maillage::directory::rpc
