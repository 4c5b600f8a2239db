#pragma once

#include <string_view>

namespace maillage::outbox {

/// The lanes that rows are filed under. More than any relay has: relay lane n of m serves the filed lanes congruent to
/// n modulo m.
inline constexpr int kFiledLanes = 64;

/// Where the rows of a key are filed: the same in every version and on every machine (FNV-1a).
constexpr int LaneOf(std::string_view key) {
  unsigned hash = 2166136261u;
  for (char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return static_cast<int>(hash % kFiledLanes);
}

}  // namespace maillage::outbox
