#pragma once

#include "cli/base/platform.h"
#include "cli/scenario/file.h"

namespace maillage::cli {

/// Does one fact of a scenario (SCENARIO.md's table, `outage` and `hand_in` aside) through the public APIs. A fact that
/// the platform refuses is its error; an id that does not exist is NOT_FOUND; a fact that nobody knows is UNKNOWN_FACT.
Status DoFact(Platform& platform, const ScenarioFile& scenario, const nlohmann::json& fact);

/// Whether an error means that the platform refused the fact, as opposed to being unable to answer.
bool IsRefusal(const Error& error);

}  // namespace maillage::cli
