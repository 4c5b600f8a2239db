#include "cli/scenario/file.h"

#include <fstream>
#include <stdexcept>

#include "platform/core/ids.h"

namespace maillage::cli {

ScenarioFile::ScenarioFile(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("scénario illisible : " + path);
  json_ = nlohmann::json::parse(file, nullptr, false);
  if (!json_.is_object()) throw std::runtime_error("ce n’est pas un scénario JSON : " + path);
  for (const char* list : {"cafs", "people", "posts", "events", "facts"}) {
    if (!json_.contains(list)) json_[list] = nlohmann::json::array();
    if (!json_[list].is_array())
      throw std::runtime_error(std::string("« ") + list + " » doit être une liste : " + path);
  }
  name_ = TextOf(json_, "name");
  starts_at_ = InstantOf(json_, "starts_at");
  ends_at_ = InstantOf(json_, "ends_at");

  const auto add_person = [&](const nlohmann::json& person) {
    people_[TextOf(person, "person")] = "cafs/" + TextOf(person, "caf") + "/people/" + TextOf(person, "person");
  };
  for (const auto& person : people()) add_person(person);
  for (const auto& fact : facts()) {
    if (TextOf(fact, "fact") == "join" && fact.contains("person") && fact["person"].is_object())
      add_person(fact["person"]);
  }
  const auto add_post = [&](const std::string& id, const std::string& caf) {
    if (!id.empty() && !caf.empty()) posts_.try_emplace(id, "cafs/" + caf + "/posts/" + id);
  };
  for (const auto& post : posts()) add_post(TextOf(post, "post"), TextOf(post, "caf"));
  for (const auto& fact : facts()) {
    if (TextOf(fact, "fact") == "assign")
      add_post(TextOf(fact, "post"), std::string(CafOf(Person(TextOf(fact, "person")))));
  }
  for (const auto& event : events()) {
    const auto name = "cafs/" + TextOf(event, "caf") + "/events/" + TextOf(event, "event");
    events_[TextOf(event, "event")] = name;
    for (const auto& session : event.at("sessions")) {
      sessions_[TextOf(session, "session")] = name + "/sessions/" + TextOf(session, "session");
    }
  }
}

std::string ScenarioFile::Find(const std::map<std::string, std::string>& names, const std::string& id) {
  const auto found = names.find(id);
  return found == names.end() ? "" : found->second;
}

std::string TextOf(const nlohmann::json& object, const char* member) {
  const auto found = object.find(member);
  if (found == object.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

Instant InstantOf(const nlohmann::json& object, const char* member) {
  const auto text = TextOf(object, member);
  auto instant = ParseInstant(text);
  if (!instant) throw std::runtime_error(std::string("« ") + member + " » n’est pas un instant : « " + text + " »");
  return *instant;
}

}  // namespace maillage::cli
