#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "directory/domain/problems.h"

namespace maillage::directory {

/// A Caf: the tenant. Not "one per département": several départements, or part of one, are possible.
struct Caf {
  /// Its own code (`95`), which is also its id.
  std::string code;
  std::string display_name;
  /// At least one; the first decides the public holidays.
  std::vector<std::string> departements;
  /// IANA zone in which its mornings and civil dates are read.
  std::string zone;
  std::int64_t version = 1;
};

/// Checks everything about a new Caf. Error: INVALID_REQUEST with every fault.
Result<Caf> AddCaf(Caf draft);
/// Takes over name, départements and zone of `wanted`; whether anything differs. Error: INVALID_REQUEST with every
/// fault.
Result<bool> ChangeCaf(Caf& caf, const Caf& wanted);

}  // namespace maillage::directory
