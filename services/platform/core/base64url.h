#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace maillage {

/// Bytes as letters that are safe in addresses and file names (RFC 4648 §5), without padding.
std::string ToBase64Url(std::string_view bytes);

/// Nothing when the text is not exactly what ToBase64Url would write.
std::optional<std::string> FromBase64Url(std::string_view text);

}  // namespace maillage
