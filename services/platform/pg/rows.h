#pragma once

#include <memory>
#include <type_traits>

#include "platform/pg/value.h"

struct pg_result;

namespace maillage::pg {

/// One row of a result; valid as long as its Rows.
class Row {
 public:
  Row(const pg_result* result, int row) : result_(result), row_(row) {}

  /// The column of that name. NULL needs T = std::optional<…>. An unknown column or an unexpected NULL throws
  /// std::logic_error (a mistake in the SQL, caught at the rpc and thread edges).
  template <class T>
  T Get(const char* column) const {
    return Convert<T>(column, Column(column));
  }
  bool IsNull(const char* column) const;

 private:
  template <class T>
  struct Optional : std::false_type {};
  template <class T>
  struct Optional<std::optional<T>> : std::true_type {
    using Value = T;
  };

  template <class T>
  T Convert(const char* name, int column) const {
    if constexpr (Optional<T>::value) {
      if (IsNullAt(column)) return std::nullopt;
      return Read<typename Optional<T>::Value>(name, column);
    } else {
      return Read<T>(name, column);
    }
  }
  template <class T>
  T Read(const char* name, int column) const {
    const auto value = ValueAt(name, column);
    if (!BinaryAt(column)) return FromText<T>(value);
    if constexpr (requires { FromBinary<T>(value); }) {
      return FromBinary<T>(value);
    } else {
      NotBinary(name);
    }
  }
  int Column(const char* name) const;
  bool IsNullAt(int column) const;
  bool BinaryAt(int column) const;
  std::string_view ValueAt(const char* name, int column) const;  // throws on NULL
  [[noreturn]] static void NotBinary(const char* name);

  const pg_result* result_;
  int row_;
  mutable int next_ = 0;  // where the next column is looked for first: they are mostly read in their order
};

/// The rows of a result, in order. Move-only.
class Rows {
 public:
  class Iterator {
   public:
    Iterator(const pg_result* result, int row) : result_(result), row_(row) {}
    Row operator*() const { return Row(result_, row_); }
    Iterator& operator++() {
      ++row_;
      return *this;
    }
    bool operator!=(const Iterator& other) const { return row_ != other.row_; }

   private:
    const pg_result* result_;
    int row_;
  };

  explicit Rows(pg_result* result);  // takes it over

  int size() const;
  bool empty() const { return size() == 0; }
  Row operator[](int row) const { return Row(result_.get(), row); }
  Iterator begin() const { return Iterator(result_.get(), 0); }
  Iterator end() const { return Iterator(result_.get(), size()); }
  /// Rows changed by an INSERT, UPDATE or DELETE.
  std::int64_t affected() const;

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  std::unique_ptr<pg_result, Clear> result_;
};

}  // namespace maillage::pg
