#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "platform/pg/value.h"

namespace maillage::pg {

/// What the elements of an Array are to PostgreSQL: the type's number (pg_type.oid) and a value's binary form.
template <class T>
struct Element;
template <>
struct Element<std::string> {
  static constexpr std::uint32_t kType = 25;  // text
  static void Append(std::string& out, std::string_view value) { out += value; }
};
template <>
struct Element<Bytes> {
  static constexpr std::uint32_t kType = 17;  // bytea
  static void Append(std::string& out, const Bytes& value) { out += value.data; }
};
template <>
struct Element<bool> {
  static constexpr std::uint32_t kType = 16;  // boolean
  static void Append(std::string& out, bool value) { out += value ? '\1' : '\0'; }
};
template <>
struct Element<std::int64_t> {
  static constexpr std::uint32_t kType = 20;  // bigint
  static void Append(std::string& out, std::int64_t value);
};
template <>
struct Element<Instant> {
  static constexpr std::uint32_t kType = 1184;  // timestamptz
  static void Append(std::string& out, Instant value);
};

/// A column of values as one parameter, in PostgreSQL's binary form: for statements that write many rows at once by
/// `unnest($1::text[], …)`. Nothing is escaped here and nothing parsed there, which halves the price of a row. Text
/// must be UTF-8 without NUL, as that of messages is; else the statement fails.
template <class T>
class Array {
 public:
  void Add(const T& value) {
    const auto length = Begin();
    Element<T>::Append(elements_, value);
    End(length);
  }
  /// Nothing: NULL.
  void AddOrNull(const std::optional<T>& value) { value ? Add(*value) : AddNull(); }

  operator Param() const;  // NOLINT(google-explicit-constructor): a parameter like the others

 private:
  std::size_t Begin();
  void End(std::size_t length);
  void AddNull();

  std::string elements_;
  std::int32_t count_ = 0;
  bool has_null_ = false;
};

}  // namespace maillage::pg
