#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace maillage::network {

/// The words of an enumeration, the same in proto, SQL, CSV and filters: specialise `Words<E>::kAll`.
template <class E>
struct Words;

template <class E>
constexpr std::string_view NameOf(E value) {
  for (const auto& [each, name] : Words<E>::kAll) {
    if (each == value) return name;
  }
  return "";
}

template <class E>
constexpr std::optional<E> Named(std::string_view text) {
  for (const auto& [each, name] : Words<E>::kAll) {
    if (name == text) return each;
  }
  return std::nullopt;
}

}  // namespace maillage::network
