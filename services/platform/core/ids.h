#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/core/result.h"

namespace maillage {

/// A random UUID (version 4), in lower case.
std::string NewUuid();

/// Whether a text may be a client-chosen resource id: `[a-z0-9][a-z0-9-]{0,62}` (Caf codes begin with a digit).
bool IsResourceId(std::string_view text);

/// The ids in a resource name, by its pattern: `MatchName("cafs/95/people/p-1", "cafs/*/people/*")` gives {"95",
/// "p-1"}; empty when it does not match, or an id is none.
std::vector<std::string> MatchName(std::string_view name, std::string_view pattern);

/// The last segment of a resource name.
std::string_view LastSegment(std::string_view name);

/// The Caf code of a resource name `cafs/{caf}/…`; empty when there is none.
std::string_view CafOf(std::string_view name);

/// SHA-256, in lower-case hexadecimal.
std::string Sha256Hex(std::string_view text);

}  // namespace maillage
