#include "platform/pg/rows.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>

namespace maillage::pg {

int Row::Column(const char* name) const {
  const int columns = PQnfields(result_);
  for (int i = 0; i < columns; ++i) {
    const int column = (next_ + i) % columns;
    if (std::strcmp(PQfname(result_, column), name) != 0) continue;
    next_ = column + 1;
    return column;
  }
  throw std::logic_error(fmt::format("the statement answers no column '{}'", name));
}

bool Row::IsNull(const char* column) const { return IsNullAt(Column(column)); }

bool Row::IsNullAt(int column) const { return PQgetisnull(result_, row_, column) != 0; }

bool Row::BinaryAt(int column) const { return PQfformat(result_, column) == 1; }

void Row::NotBinary(const char* name) {
  throw std::logic_error(fmt::format("column '{}' is of a type that is not read in its binary form", name));
}

std::string_view Row::ValueAt(const char* name, int column) const {
  if (IsNullAt(column)) throw std::logic_error(fmt::format("column '{}' is NULL where a value is expected", name));
  return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
}

Rows::Rows(pg_result* result) : result_(result) {}

void Rows::Clear::operator()(pg_result* result) const { PQclear(result); }

int Rows::size() const { return PQntuples(result_.get()); }

std::int64_t Rows::affected() const { return std::atoll(PQcmdTuples(result_.get())); }

}  // namespace maillage::pg
