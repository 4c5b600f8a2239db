#pragma once

#include "network/import/programme.h"

namespace maillage::network::import {

/// What became of the rows of one event.
struct Merged {
  int created = 0;
  int updated = 0;
  int unchanged = 0;
  std::vector<tabular::Fault> faults;
};

/// Makes what the file plans out of `known` (nullopt: a new event), and says which rows made or changed something. What
/// is cancelled is left as it is. `publish`: events that the file calls PUBLISHED are published.
Merged Merge(const ProgrammeEvent& planned, bool publish, Instant now, std::optional<Event>& known);

}  // namespace maillage::network::import
