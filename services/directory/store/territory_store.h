#pragma once

#include <string>
#include <vector>

#include "directory/import/territories.h"
#include "platform/pg/transaction.h"

namespace maillage::directory::store {

/// Makes the reference tables hold exactly this. Answers how many rows were new, different or gone.
Result<int> ReplaceTerritories(pg::Transaction& tx, const Territories& territories);

/// Error: NOT_FOUND.
Result<Municipality> ReadMunicipality(pg::Transaction& tx, const std::string& insee);
Result<IntermunicipalBody> ReadBody(pg::Transaction& tx, const std::string& siren);

/// What a list must match; an empty text matches all. The name is a pattern of LIKE, case does not count.
struct MunicipalityFilter {
  std::string departement;
  std::string epci_siren;
  std::string display_name;
};
Result<std::vector<Municipality>> ListMunicipalities(pg::Transaction& tx, const MunicipalityFilter& filter,
                                                     const std::string& after, int limit);
struct BodyFilter {
  std::string kind;
  std::string display_name;
};
Result<std::vector<IntermunicipalBody>> ListBodies(pg::Transaction& tx, const BodyFilter& filter,
                                                   const std::string& after, int limit);

/// Those of `sirens` that are no commune's, EPCI's or EPT's; none as long as the reference data is not loaded.
Result<std::vector<std::string>> UnknownSirens(pg::Transaction& tx, const std::vector<std::string>& sirens);

}  // namespace maillage::directory::store
