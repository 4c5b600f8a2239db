#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "directory/domain/problems.h"

namespace maillage::directory {

/// What is wrong with one line of text that people will read: not UTF-8, line breaks and other control characters,
/// characters that nobody sees (zero-width, direction marks), blanks around, more than `max` characters.
std::optional<Problem> ProblemOfText(std::string_view text, std::size_t max, bool required);

/// What is wrong with a mail address: exactly one, ASCII only (a Cyrillic е is another address that looks the same), at
/// most 254 characters, a domain of at least two labels.
std::optional<Problem> ProblemOfAddress(std::string_view address);

/// Ten digits from 0, or `+` and 8 to 15 digits; blanks, dots, hyphens and brackets between them do not count.
bool IsTelephone(std::string_view text);

}  // namespace maillage::directory
