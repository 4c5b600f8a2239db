#include "platform/tabular/text.h"

#include <fmt/format.h>
#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <stdexcept>

namespace maillage::tabular {
namespace {

constexpr std::size_t kShown = 80;

/// Takes the next character off `rest`, which is not empty.
UChar32 Next(std::string_view& rest) {
  std::size_t read = 0;
  UChar32 character;
  U8_NEXT(rest.data(), read, rest.size(), character);
  rest.remove_prefix(read);
  return character;
}

bool IsInvisible(UChar32 c) {
  if (c == 0xFFFD) return true;
  if (c >= 0xFE00 && c <= 0xFE0F) return false;  // which picture an emoji has
  switch (u_charType(c)) {
    case U_CONTROL_CHAR:
    case U_FORMAT_CHAR:
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
      return true;
    default:
      return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
  }
}

std::string_view Trim(std::string_view text) {
  while (!text.empty()) {
    std::string_view rest = text;
    if (!u_isUWhiteSpace(Next(rest))) break;
    text = rest;
  }
  while (!text.empty()) {
    auto start = static_cast<int32_t>(text.size());
    UChar32 character;
    U8_PREV(text.data(), 0, start, character);
    if (!u_isUWhiteSpace(character)) break;
    text = text.substr(0, static_cast<std::size_t>(start));
  }
  return text;
}

std::string WithLineFeeds(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool first_of_two = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if (!first_of_two) result += text[i] == '\r' ? '\n' : text[i];
  }
  return result;
}

std::string Compose(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* nfc = icu::Normalizer2::getNFCInstance(error);
  std::string composed;
  icu::StringByteSink<std::string> sink(&composed);
  if (U_SUCCESS(error)) {
    nfc->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, error);
  }
  if (U_FAILURE(error)) throw std::runtime_error(fmt::format("ICU: {}", u_errorName(error)));
  return composed;
}

std::string Picture(UChar32 c, std::string_view bytes) {
  if (c < 0x20) return {'\xE2', '\x90', static_cast<char>(0x80 + c)};  // U+2400 and after
  if (c == 0x7F) return "\u2421";
  if (IsInvisible(c)) return fmt::format("‹U+{:04X}›", c);
  return std::string(bytes);
}

}  // namespace

std::size_t Length(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) Next(text);
  return count;
}

std::string Clean(std::string_view text) { return Compose(WithLineFeeds(Trim(text))); }

std::optional<std::string> FindInvisible(std::string_view text) {
  while (!text.empty()) {
    const UChar32 c = Next(text);
    if (c != '\n' && c != '\t' && IsInvisible(c)) return fmt::format("U+{:04X}", c);
  }
  return std::nullopt;
}

std::string Show(std::string_view text) {
  std::string shown;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == kShown - 1 && Length(text) > 1) return shown + "…";
    const std::string_view before = text;
    const UChar32 c = Next(text);
    shown += Picture(c, before.substr(0, before.size() - text.size()));
  }
  return shown;
}

std::string Quoted(std::string_view text) { return fmt::format("«\u00A0{}\u00A0»", Show(text)); }

}  // namespace maillage::tabular
