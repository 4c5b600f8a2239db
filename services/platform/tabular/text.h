#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

/// What the table reader knows about Unicode. All texts are valid UTF-8.
namespace maillage::tabular {

/// In characters (code points).
std::size_t Length(std::string_view text);

/// Composed (NFC), line ends as LF, without the blanks around (no-break spaces included).
std::string Clean(std::string_view text);

/// The first character that nobody sees or meant: control (LF and tab aside), zero width, change of direction, line
/// separator, U+FFFD. As `U+200B`.
std::optional<std::string> FindInvisible(std::string_view text);

/// At most 80 characters, on one line: control characters as pictures (␀), invisible ones as `‹U+200B›`.
std::string Show(std::string_view text);

/// A word or name inside a French sentence: « … » with no-break spaces.
std::string Quoted(std::string_view text);

}  // namespace maillage::tabular
