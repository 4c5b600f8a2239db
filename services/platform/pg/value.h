#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/time.h"

namespace maillage::pg {

/// Binary data, as opposed to text (bytea).
struct Bytes {
  std::string data;
};

/// One parameter of a statement, in PostgreSQL's text form (Bytes: binary); nullopt is NULL.
class Param {
 public:
  Param(std::nullopt_t) {}                                     // NOLINT(google-explicit-constructor): all of these
  Param(const char* text) : text_(text) {}                     // NOLINT
  Param(std::string_view text) : text_(text) {}                // NOLINT
  Param(const std::string& text) : text_(text) {}              // NOLINT
  Param(bool value) : text_(value ? "t" : "f") {}              // NOLINT
  Param(int value) : text_(std::to_string(value)) {}           // NOLINT
  Param(std::int64_t value) : text_(std::to_string(value)) {}  // NOLINT
  Param(double value);                                         // NOLINT
  Param(Instant value);                                        // NOLINT timestamptz
  Param(CivilDate value);                                      // NOLINT date
  Param(LocalTime value);                                      // NOLINT timestamp
  Param(const std::vector<std::string>& values);               // NOLINT text[]
  Param(const std::vector<std::int64_t>& values);              // NOLINT bigint[]
  Param(Bytes bytes) : text_(std::move(bytes.data)), binary_(true) {}  // NOLINT bytea
  template <class T>
  Param(const std::optional<T>& value) {  // NOLINT
    if (value) *this = Param(*value);
  }

  bool null() const { return !text_; }
  bool binary() const { return binary_; }
  const std::string& text() const { return *text_; }

 private:
  std::optional<std::string> text_;
  bool binary_ = false;
};

/// What PostgreSQL counts instants from in its binary form.
inline constexpr Instant kBinaryEpoch = date::sys_days(date::year(2000) / 1 / 1);

/// Reads PostgreSQL's text form. Defined for std::string, bool, int, std::int64_t, double, Instant, CivilDate,
/// LocalTime, Bytes and std::vector<std::string>. A value of another type is a mistake in the SQL: throws
/// std::logic_error.
template <class T>
T FromText(std::string_view text);
template <>
std::string FromText(std::string_view text);
template <>
bool FromText(std::string_view text);
template <>
int FromText(std::string_view text);
template <>
std::int64_t FromText(std::string_view text);
template <>
double FromText(std::string_view text);
template <>
Instant FromText(std::string_view text);
template <>
CivilDate FromText(std::string_view text);
template <>
LocalTime FromText(std::string_view text);
template <>
Bytes FromText(std::string_view text);
template <>
std::vector<std::string> FromText(std::string_view text);

/// Reads PostgreSQL's binary form. Defined for std::string (text), bool, int, std::int64_t, Instant and Bytes; a value
/// of another type throws as above.
template <class T>
T FromBinary(std::string_view bytes) = delete;
template <>
std::string FromBinary(std::string_view bytes);
template <>
bool FromBinary(std::string_view bytes);
template <>
int FromBinary(std::string_view bytes);
template <>
std::int64_t FromBinary(std::string_view bytes);
template <>
Instant FromBinary(std::string_view bytes);
template <>
Bytes FromBinary(std::string_view bytes);

}  // namespace maillage::pg
