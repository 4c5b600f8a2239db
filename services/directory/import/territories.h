#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/result.h"

namespace maillage::directory {

struct Departement {
  std::string code;
  std::string name;
  std::string region;
  std::string region_name;
  std::string kind;
  std::string zone;
};

struct IntermunicipalBody {
  std::string siren;
  std::string kind;
  std::string name;
  int members = 0;
  int population = 0;
  std::optional<int> population_dgcl;
  std::string parent_siren;
};

struct Municipality {
  std::string insee;
  std::string siren;
  std::string name;
  std::string departement;
  std::string region;
  std::string epci_siren;
  std::string ept_siren;
  std::optional<int> population;
};

struct Territories {
  std::vector<Departement> departements;
  std::vector<IntermunicipalBody> bodies;
  std::vector<Municipality> municipalities;
};

/// Reads the three reference files (data/README.md) and checks every row: form, codes, references between the files,
/// the members that an EPCI counts. Error: INVALID_REQUEST; its faults name the rows (`communes[17].siren`, by line),
/// at most 40 of them: more would not fit into an answer, and the message has the number of all.
Result<Territories> ReadTerritories(std::string_view departements, std::string_view epci, std::string_view communes);

}  // namespace maillage::directory
