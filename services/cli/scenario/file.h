#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "platform/core/time.h"

namespace maillage::cli {

/// A scenario as SCENARIO.md describes it, with what the player needs to find resources by their ids.
class ScenarioFile {
 public:
  /// Throws std::runtime_error (in French) when the file cannot be read or has not the shape of a scenario.
  explicit ScenarioFile(const std::string& path);

  const std::string& name() const { return name_; }
  Instant starts_at() const { return starts_at_; }
  Instant ends_at() const { return ends_at_; }
  const nlohmann::json& cafs() const { return json_["cafs"]; }
  const nlohmann::json& people() const { return json_["people"]; }
  const nlohmann::json& posts() const { return json_["posts"]; }
  const nlohmann::json& events() const { return json_["events"]; }
  const nlohmann::json& facts() const { return json_["facts"]; }

  /// Resource names by id; empty for an id that does not exist. People who join later are found as well: the services
  /// know whether they are there yet.
  std::string Person(const std::string& id) const { return Find(people_, id); }
  std::string Event(const std::string& id) const { return Find(events_, id); }
  /// Posts of the file, and those that an `assign` makes, in the Caf of its person.
  std::string Post(const std::string& id) const { return Find(posts_, id); }
  std::string Session(const std::string& id) const { return Find(sessions_, id); }

 private:
  static std::string Find(const std::map<std::string, std::string>& names, const std::string& id);

  nlohmann::json json_;
  std::string name_;
  Instant starts_at_;
  Instant ends_at_;
  std::map<std::string, std::string> people_;
  std::map<std::string, std::string> posts_;
  std::map<std::string, std::string> events_;
  std::map<std::string, std::string> sessions_;
};

/// The text of a member; empty when it is absent or null.
std::string TextOf(const nlohmann::json& object, const char* member);
/// Reads an instant of a scenario. Throws std::runtime_error.
Instant InstantOf(const nlohmann::json& object, const char* member);

}  // namespace maillage::cli
