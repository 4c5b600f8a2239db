#include "platform/tabular/encoding.h"

#include <fmt/format.h>
#include <iconv.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <stdexcept>

namespace maillage::tabular {
namespace {

tl::unexpected<Fault> Refuse(int line, std::string message) {
  return tl::unexpected<Fault>(Fault{line, "", std::move(message), ""});
}

/// Line of a byte, from 1, whatever ends the lines.
int LineAt(std::string_view content, std::size_t offset) {
  int line = 1;
  for (std::size_t i = 0; i < offset; ++i) {
    const bool first_of_two = content[i] == '\r' && i + 1 < content.size() && content[i + 1] == '\n';
    if (content[i] == '\n' || (content[i] == '\r' && !first_of_two)) ++line;
  }
  return line;
}

struct Utf8Survey {
  /// Characters of several bytes.
  std::size_t wide = 0;
  /// Those of them that French texts have: é, œ, ’, €, a combining accent. Two bytes of Windows-1252 hardly ever look
  /// like one, whereas `CHARGÉ·E` looks like UTF-8 for a phonetic sign.
  std::size_t french = 0;
  std::size_t broken = 0;
  std::size_t first_broken = 0;

  bool LooksLikeUtf8() const { return french > 0 || wide > broken; }
};

bool IsFrench(UChar32 c) {
  return (c >= 0xA0 && c <= 0xFF) || c == 0x152 || c == 0x153 || c == 0x178 || (c >= 0x300 && c <= 0x36F) ||
         (c >= 0x2000 && c <= 0x20CF);
}

Utf8Survey Survey(std::string_view content) {
  Utf8Survey survey;
  for (std::size_t at = 0; at < content.size();) {
    const std::size_t start = at;
    UChar32 character;
    U8_NEXT(content.data(), at, content.size(), character);
    if (character < 0) {
      if (survey.broken++ == 0) survey.first_broken = start;
    } else if (character > 0x7F) {
      ++survey.wide;
      if (IsFrench(character)) ++survey.french;
    }
  }
  return survey;
}

tl::unexpected<Fault> BrokenUtf8(std::string_view content, const Utf8Survey& survey) {
  const auto byte = static_cast<unsigned char>(content[survey.first_broken]);
  return Refuse(
      LineAt(content, survey.first_broken),
      fmt::format("Le fichier est en UTF-8, sauf un caractère de cette ligne (octet {:02X})\u00A0: corrigez-le et "
                  "enregistrez le fichier en «\u00A0CSV UTF-8\u00A0».",
                  byte));
}

/// iconv, all or nothing.
std::optional<std::string> Convert(std::string_view content, const char* from) {
  const iconv_t opened = iconv_open("UTF-8", from);
  if (opened == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error(fmt::format("iconv does not know {}", from));
  const std::unique_ptr<void, int (*)(iconv_t)> converter(opened, iconv_close);

  std::string text(content.size() * 3 + 4, '\0');  // no character of these encodings grows more
  char* in = const_cast<char*>(content.data());    // iconv does not write there
  std::size_t in_left = content.size();
  char* out = text.data();
  std::size_t out_left = text.size();
  if (iconv(converter.get(), &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1)) return std::nullopt;
  text.resize(text.size() - out_left);
  return text;
}

tl::expected<Decoded, Fault> FromUtf16(std::string_view content, const std::string& encoding) {
  auto text = Convert(content, encoding.c_str());
  if (!text) {
    return Refuse(
        0, "Le fichier est en UTF-16, mais il est abîmé\u00A0: enregistrez-le de nouveau en «\u00A0CSV UTF-8\u00A0».");
  }
  return Decoded{encoding, std::move(*text)};
}

/// UTF-16 of mostly Latin letters without its mark: every other byte is NUL.
std::optional<std::string> Utf16WithoutMark(std::string_view content) {
  if (content.size() < 4 || content.size() % 2 != 0) return std::nullopt;
  std::size_t even = 0;
  std::size_t odd = 0;
  for (std::size_t i = 0; i < content.size(); ++i) {
    if (content[i] == '\0') ++(i % 2 == 0 ? even : odd);
  }
  const std::size_t most = content.size() / 2 * 8 / 10;
  if (odd >= most && even == 0) return "UTF-16LE";
  if (even >= most && odd == 0) return "UTF-16BE";
  return std::nullopt;
}

bool TakeMark(std::string_view& content, std::string_view mark) {
  if (!content.starts_with(mark)) return false;
  content.remove_prefix(mark.size());
  return true;
}

}  // namespace

tl::expected<Decoded, Fault> Decode(std::string_view content) {
  if (content.starts_with("PK\x03\x04") || content.starts_with("\xD0\xCF\x11\xE0")) {
    return Refuse(0,
                  "Ce fichier est un classeur ou une archive, pas un fichier CSV\u00A0: dans Excel, «\u00A0Enregistrer "
                  "sous\u00A0», puis «\u00A0CSV UTF-8\u00A0».");
  }
  if (TakeMark(content, "\xFF\xFE")) return FromUtf16(content, "UTF-16LE");
  if (TakeMark(content, "\xFE\xFF")) return FromUtf16(content, "UTF-16BE");
  const bool marked = TakeMark(content, "\xEF\xBB\xBF");
  if (const auto utf16 = Utf16WithoutMark(content); utf16 && !marked) return FromUtf16(content, *utf16);

  const auto survey = Survey(content);
  if (survey.broken == 0) return Decoded{"UTF-8", std::string(content)};
  if (marked || survey.LooksLikeUtf8()) return BrokenUtf8(content, survey);
  if (auto text = Convert(content, "WINDOWS-1252")) return Decoded{"Windows-1252", std::move(*text)};
  return Refuse(0, "L’encodage du fichier n’est pas reconnu\u00A0: enregistrez-le en «\u00A0CSV UTF-8\u00A0».");
}

}  // namespace maillage::tabular
