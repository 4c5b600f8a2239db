#include "notifier/mail/clean.h"

#include <glib.h>

#include <algorithm>
#include <memory>

namespace maillage::notifier::mail {
namespace {

/// Characters that are seen as nothing and change what is seen: direction controls, zero-width ones, the byte order
/// mark.
bool IsInvisible(gunichar c) {
  return (c >= 0x200B && c <= 0x200F && c != 0x200D) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2069) ||
         c == 0xFEFF || c == 0x00AD || c == 0x061C;
}

bool IsBlank(gunichar c) {
  if (c < 0x7F) return c <= ' ';
  return c == 0x2028 || c == 0x2029 || g_unichar_iscntrl(c);
}

/// Already as OneLine would make it: printable ASCII without double blanks.
bool IsPlainLine(std::string_view text) {
  char before = ' ';
  for (const char c : text) {
    if (c < ' ' || c >= 0x7F || (c == ' ' && before == ' ')) return false;
    before = c;
  }
  return text.empty() || before != ' ';
}

bool IsPlainInUrl(char c) {
  switch (c) {
    case '"':
    case '\'':
    case '<':
    case '>':
    case '\\':
    case '`':
    case '{':
    case '|':
    case '}':
      return false;
    default:
      return c > ' ' && c < 0x7F;
  }
}

bool IsLineEnd(char c) { return c == '\r' || c == '\n'; }

bool IsAtom(char c) {
  return g_ascii_isalnum(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

}  // namespace

std::string OneLine(std::string_view text, std::size_t limit) {
  if (text.size() <= limit && IsPlainLine(text)) return std::string(text);
  std::string repaired;
  if (g_utf8_validate_len(text.data(), text.size(), nullptr) == FALSE) {
    const std::unique_ptr<gchar, decltype(&g_free)> valid(
        g_utf8_make_valid(text.data(), static_cast<gssize>(text.size())), &g_free);
    text = repaired = valid.get();
  }
  std::string out;
  out.reserve(text.size());
  std::size_t length = 0;
  bool blank = false;
  for (const char* at = text.data(); at != text.data() + text.size(); at = g_utf8_next_char(at)) {
    const auto c = static_cast<unsigned char>(*at) < 0x80 ? static_cast<gunichar>(*at) : g_utf8_get_char(at);
    if (IsInvisible(c)) continue;
    if (IsBlank(c)) {
      blank = !out.empty();
      continue;
    }
    if (length + (blank ? 2 : 1) > limit) {
      // The ellipsis takes the place of the last character kept, so that the limit holds.
      if (!out.empty() && length >= limit)
        out.erase(static_cast<std::size_t>(g_utf8_find_prev_char(out.c_str(), out.c_str() + out.size()) - out.c_str()));
      if (out.ends_with(' ')) out.pop_back();
      return out + "…";
    }
    if (blank) out += ' ';
    length += blank ? 2 : 1;
    blank = false;
    if (c < 0x80) {
      out += static_cast<char>(c);
    } else {
      out.append(at, static_cast<std::size_t>(g_utf8_next_char(at) - at));
    }
  }
  return out;
}

std::vector<std::string> Lines(std::string_view text, std::size_t limit) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < limit) {
    const auto end = static_cast<std::size_t>(std::find_if(text.begin(), text.end(), IsLineEnd) - text.begin());
    if (auto line = OneLine(text.substr(0, end), 2000); !line.empty()) lines.push_back(std::move(line));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string SafeUrl(std::string_view url) {
  const bool web = url.starts_with("https://") || url.starts_with("http://");
  const bool plain = std::all_of(url.begin(), url.end(), IsPlainInUrl);
  return web && plain && url.size() <= 2000 ? std::string(url) : std::string();
}

bool IsMailbox(std::string_view address) {
  const auto at = address.find('@');
  if (address.size() > 254 || at == 0 || at == std::string_view::npos || at > 64 || at + 1 == address.size())
    return false;
  const auto local = address.substr(0, at);
  const auto domain = address.substr(at + 1);
  const auto dots = [](std::string_view part) {
    return part.front() == '.' || part.back() == '.' || part.find("..") != std::string_view::npos;
  };
  return std::all_of(local.begin(), local.end(), IsAtom) && !dots(local) && !dots(domain) &&
         std::all_of(domain.begin(), domain.end(), [](char c) { return g_ascii_isalnum(c) || c == '-' || c == '.'; });
}

}  // namespace maillage::notifier::mail
