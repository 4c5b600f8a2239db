#include "platform/pg/value.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace maillage::pg {
namespace {

[[noreturn]] void Refuse(std::string_view text, const char* type) {
  throw std::logic_error(fmt::format("a column is read as {} and holds '{}'", type, text.substr(0, 40)));
}

template <class T>
T Number(std::string_view text, const char* type) {
  T value{};
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) Refuse(text, type);
  return value;
}

// PostgreSQL writes a space where RFC 3339 has a T.
std::string WithT(std::string_view text) {
  std::string out(text);
  if (out.size() > 10 && out[10] == ' ') out[10] = 'T';
  return out;
}

int HexDigit(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  return -1;
}

std::string ArrayLiteral(const std::vector<std::string>& values) {
  std::string out = "{";
  for (const auto& value : values) {
    if (out.size() > 1) out += ',';
    out += '"';
    std::size_t from = 0;
    for (auto at = value.find_first_of("\"\\"); at != std::string::npos; at = value.find_first_of("\"\\", at + 1)) {
      (out.append(value, from, at - from)) += '\\';
      from = at;
    }
    out.append(value, from);
    out += '"';
  }
  return out + "}";
}

}  // namespace

Param::Param(double value) : text_(fmt::format("{}", value)) {}
Param::Param(Instant value) : text_(ToRfc3339(value)) {}
Param::Param(CivilDate value) : text_(ToString(value)) {}
Param::Param(LocalTime value) : text_(ToString(value)) {}
Param::Param(const std::vector<std::string>& values) : text_(ArrayLiteral(values)) {}
Param::Param(const std::vector<std::int64_t>& values) : text_(fmt::format("{{{}}}", fmt::join(values, ","))) {}

template <>
std::string FromText(std::string_view text) {
  return std::string(text);
}

template <>
bool FromText(std::string_view text) {
  if (text == "t") return true;
  if (text == "f") return false;
  Refuse(text, "a boolean");
}

template <>
int FromText(std::string_view text) {
  return Number<int>(text, "an int");
}

template <>
std::int64_t FromText(std::string_view text) {
  return Number<std::int64_t>(text, "a bigint");
}

template <>
double FromText(std::string_view text) {
  return Number<double>(text, "a number");
}

template <>
Instant FromText(std::string_view text) {
  // Connections run in UTC, so the offset is always +00.
  if (!text.ends_with("+00")) Refuse(text, "an instant");
  auto instant = ParseInstant(WithT(text.substr(0, text.size() - 3)) + "Z");
  if (!instant) Refuse(text, "an instant");
  return *instant;
}

template <>
CivilDate FromText(std::string_view text) {
  auto date = ParseDate(text);
  if (!date) Refuse(text, "a date");
  return *date;
}

template <>
LocalTime FromText(std::string_view text) {
  auto time = ParseLocalTime(WithT(text));
  if (!time) Refuse(text, "a local time");
  return *time;
}

template <>
Bytes FromText(std::string_view text) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) Refuse(text, "bytes");
  Bytes bytes;
  bytes.data.reserve(text.size() / 2 - 1);
  for (std::size_t i = 2; i < text.size(); i += 2) {
    const int high = HexDigit(text[i]);
    const int low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) Refuse(text, "bytes");
    bytes.data += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

template <>
std::vector<std::string> FromText(std::string_view text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') Refuse(text, "a text[]");
  std::vector<std::string> values;
  std::size_t i = 1;
  while (i < text.size() - 1) {
    std::string value;
    const bool quoted = text[i] == '"';
    if (quoted) ++i;
    while (i < text.size() - 1 && text[i] != (quoted ? '"' : ',')) {
      if (text[i] == '\\') ++i;
      value += text[i++];
    }
    if (quoted) ++i;
    if (!quoted && value == "NULL") Refuse(text, "a text[] without NULL");
    values.push_back(std::move(value));
    ++i;  // the comma
  }
  return values;
}

}  // namespace maillage::pg
