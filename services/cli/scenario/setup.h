#pragma once

#include <functional>

#include "cli/base/platform.h"
#include "cli/scenario/file.h"

namespace maillage::cli {

/// Creates through the public APIs what a scenario says exists from its start: Cafs, people, posts with their
/// assignments, events as drafts. `settle` is called between the steps that need the ones before to be known
/// everywhere. Everything that goes wrong here is an error of the file or of the platform, not a refused fact.
Status CreateWhatExists(Platform& platform, const ScenarioFile& scenario, const std::function<Status()>& settle);

/// The person of a scenario (also the object of the fact `join`).
Status CreatePerson(Platform& platform, const nlohmann::json& person);
/// A post of a scenario, without its assignment.
Status CreatePost(Platform& platform, const std::string& caf, const std::string& post, const std::string& convention);
/// `person` is a resource name; `to` may be empty.
Status AssignPost(Platform& platform, const std::string& caf, const std::string& post, const std::string& person,
                  const std::string& from, const std::string& to);

}  // namespace maillage::cli
