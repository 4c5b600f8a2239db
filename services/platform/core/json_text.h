#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace maillage {

/// Appends a text as JSON writes it, quotes included; bytes that are no UTF-8 become U+FFFD. For lines and rows that
/// are written again and again: a document of nlohmann's costs ten times as much as its text. Whoever includes it links
/// nlohmann_json.
inline void AppendJsonText(std::string& out, std::string_view text) {
  const bool plain =
      std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F && c != '"' && c != '\\'; });
  if (plain) {
    ((out += '"') += text) += '"';
  } else {
    out += nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  }
}

}  // namespace maillage
