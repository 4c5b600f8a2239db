#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "platform/core/time.h"

/// Fields of a scenario file. Texts that are absent or null are empty.
namespace maillage::scenario {

using nlohmann::json;

inline std::string Text(const json& object, const char* field) {
  const auto found = object.find(field);
  return found == object.end() || !found->is_string() ? "" : found->get<std::string>();
}

inline std::optional<CivilDate> Date(const json& object, const char* field) {
  const std::string text = Text(object, field);
  return text.empty() ? std::nullopt : std::optional(ParseDate(text).value());
}

inline Instant At(const json& object, const char* field) { return ParseInstant(Text(object, field)).value(); }

}  // namespace maillage::scenario
