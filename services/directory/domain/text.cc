#include "directory/domain/text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

namespace maillage::directory {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Format characters, fillers, direction marks, variation selectors, tags, and what a broken conversion leaves behind.
constexpr std::array kInvisible{
    Range{0x00AD, 0x00AD}, Range{0x034F, 0x034F},  Range{0x061C, 0x061C}, Range{0x115F, 0x1160}, Range{0x17B4, 0x17B5},
    Range{0x180B, 0x180E}, Range{0x200B, 0x200F},  Range{0x2028, 0x202E}, Range{0x2060, 0x206F}, Range{0x3164, 0x3164},
    Range{0xFE00, 0xFE0F}, Range{0xFEFF, 0xFEFF},  Range{0xFFA0, 0xFFA0}, Range{0xFFF0, 0xFFFD}, Range{0xE000, 0xF8FF},
    Range{0xFFFE, 0xFFFF}, Range{0xE0000, 0xE0FFF}};

constexpr char32_t kBroken = 0xFFFFFFFF;

/// The next character of UTF-8, or kBroken: no overlong form, no surrogate.
char32_t Next(std::string_view text, std::size_t& at) {
  auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<std::uint8_t>(text[i]) : 0u; };
  const auto first = byte(at);
  const int more = first < 0x80 ? 0 : first >> 5 == 0x6 ? 1 : first >> 4 == 0xE ? 2 : first >> 3 == 0x1E ? 3 : -1;
  if (more < 0) return kBroken;
  char32_t character = more == 0 ? first : first & (0x3Fu >> more);
  for (int i = 1; i <= more; ++i) {
    if (byte(at + i) >> 6 != 0x2) return kBroken;
    character = character << 6 | (byte(at + i) & 0x3F);
  }
  constexpr std::array<char32_t, 4> kLeast{0, 0x80, 0x800, 0x10000};
  if (character < kLeast[more] || character > 0x10FFFF || (character >= 0xD800 && character <= 0xDFFF)) return kBroken;
  at += more + 1;
  return character;
}

bool IsControl(char32_t c) { return c < 0x20 || (c >= 0x7F && c <= 0x9F); }
bool IsInvisible(char32_t c) {
  return std::any_of(kInvisible.begin(), kInvisible.end(),
                     [c](Range range) { return c >= range.first && c <= range.last; });
}
bool IsBlank(char32_t c) {
  return c == ' ' || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Dot-separated parts, none empty, each of characters that `allowed` lets pass.
template <class Allowed>
bool IsDotted(std::string_view text, Allowed allowed) {
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos)
    return false;
  return std::all_of(text.begin(), text.end(), [&](char c) { return c == '.' || allowed(c); });
}

bool IsDomain(std::string_view domain) {
  if (domain.find('.') == std::string_view::npos || domain.size() > 253) return false;
  if (!IsDotted(domain, [](char c) { return IsLetterOrDigit(c) || c == '-'; })) return false;
  if (domain.front() == '-' || domain.back() == '-') return false;
  return domain.find("-.") == std::string_view::npos && domain.find(".-") == std::string_view::npos;
}

}  // namespace

std::optional<Problem> ProblemOfText(std::string_view text, std::size_t max, bool required) {
  std::size_t characters = 0;
  bool only_blanks = true;
  char32_t last = 0;
  for (std::size_t at = 0; at < text.size(); ++characters) {
    const auto c = Next(text, at);
    if (c == kBroken) return Problem::kNotUtf8;
    if (IsControl(c)) return Problem::kControlCharacter;
    if (IsInvisible(c)) return Problem::kInvisibleCharacter;
    if (!IsBlank(c)) only_blanks = false;
    last = c;
  }
  if (only_blanks) return required || !text.empty() ? std::optional(Problem::kMissing) : std::nullopt;
  std::size_t start = 0;
  if (IsBlank(Next(text, start)) || IsBlank(last)) return Problem::kBlankAround;
  if (characters > max) return Problem::kTooLong;
  return std::nullopt;
}

std::optional<Problem> ProblemOfAddress(std::string_view address) {
  if (const auto problem = ProblemOfText(address, 254, true)) return problem;
  if (std::any_of(address.begin(), address.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
    return Problem::kForeignLetters;
  const auto at = address.find('@');
  if (at == std::string_view::npos || address.find('@', at + 1) != std::string_view::npos)
    return Problem::kNotAnAddress;
  const auto local = address.substr(0, at);
  const bool sound =
      local.size() <= 64 && IsDotted(local, [](char c) {
        return IsLetterOrDigit(c) || std::string_view("!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
      });
  if (!sound || !IsDomain(address.substr(at + 1))) return Problem::kNotAnAddress;
  return std::nullopt;
}

bool IsTelephone(std::string_view text) {
  std::string digits;
  bool international = false;
  for (std::size_t at = 0; at < text.size();) {
    const auto c = Next(text, at);
    if (c >= '0' && c <= '9')
      digits += static_cast<char>(c);
    else if (c == '+' && digits.empty() && !international)
      international = true;
    else if (!IsBlank(c) && c != '.' && c != '-' && c != '(' && c != ')')
      return false;
  }
  if (international) return digits.size() >= 8 && digits.size() <= 15 && digits[0] != '0';
  return digits.size() == 10 && digits[0] == '0' && digits[1] != '0';
}

}  // namespace maillage::directory
