#include "platform/pg/value.h"

#include <fmt/format.h>

#include <array>
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

/// Most significant byte first.
template <class T>
T BigEndian(std::string_view bytes) {
  if (bytes.size() != sizeof(T))
    throw std::logic_error(fmt::format("a column is read as {} bytes and has {}", sizeof(T), bytes.size()));
  std::uint64_t value = 0;
  for (const unsigned char byte : bytes) value = value << 8 | byte;
  return static_cast<T>(value);
}

// PostgreSQL writes a space where RFC 3339 has a T.
std::string WithT(std::string_view text) {
  std::string out(text);
  if (out.size() > 10 && out[10] == ' ') out[10] = 'T';
  return out;
}

/// The value of each byte as a hexadecimal digit, times `weight`; -1: it is none.
constexpr std::array<std::int16_t, 256> HexDigits(int weight) {
  std::array<std::int16_t, 256> values{};
  values.fill(-1);
  for (int i = 0; i < 10; ++i) values[static_cast<std::size_t>('0' + i)] = static_cast<std::int16_t>(i * weight);
  for (int i = 0; i < 6; ++i) values[static_cast<std::size_t>('a' + i)] = static_cast<std::int16_t>((10 + i) * weight);
  return values;
}
constexpr auto kHexDigits = HexDigits(1);
constexpr auto kHighDigits = HexDigits(16);

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
  Bytes bytes{std::string(text.size() / 2 - 1, '\0')};
  int all = 0;
  const auto* digit = reinterpret_cast<const unsigned char*>(text.data()) + 2;
  for (char *to = bytes.data.data(), *end = to + bytes.data.size(); to != end; ++to, digit += 2) {
    const int byte = kHighDigits[digit[0]] | kHexDigits[digit[1]];
    all |= byte;
    *to = static_cast<char>(byte);
  }
  if (all < 0) Refuse(text, "bytes");
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

template <>
std::string FromBinary(std::string_view bytes) {
  return std::string(bytes);
}

template <>
bool FromBinary(std::string_view bytes) {
  return BigEndian<unsigned char>(bytes) != 0;
}

template <>
int FromBinary(std::string_view bytes) {
  return BigEndian<int>(bytes);
}

template <>
std::int64_t FromBinary(std::string_view bytes) {
  return BigEndian<std::int64_t>(bytes);
}

template <>
Instant FromBinary(std::string_view bytes) {
  return kBinaryEpoch + std::chrono::microseconds(BigEndian<std::int64_t>(bytes));
}

template <>
Bytes FromBinary(std::string_view bytes) {
  return {std::string(bytes)};
}

}  // namespace maillage::pg
