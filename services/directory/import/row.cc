#include "directory/import/row.h"

#include <algorithm>

#include "directory/import/french.h"
#include "platform/core/ids.h"

namespace maillage::directory {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

ImportRow::ImportRow(const tabular::Table& table, const tabular::Row& row, std::vector<tabular::Fault>& faults)
    : row_(row),
      faults_(faults),
      before_(faults.size()),
      cells_(row, faults),
      columns_(table.columns.begin(), table.columns.end()) {}

std::string ImportRow::Id(const std::string& column) {
  auto id = Lower(row_[column]);
  if (!id.empty() && !IsResourceId(id)) Fault(column, InFrench(Problem::kNotAnId));
  return id;
}

std::vector<std::string> ImportRow::Ids(const std::string& column) {
  auto ids = cells_.List(column);
  for (auto& id : ids) id = Lower(id);
  return ids;
}

void ImportRow::Fault(const std::string& column, const std::string& message) {
  const bool told = std::any_of(faults_.begin() + static_cast<std::ptrdiff_t>(before_), faults_.end(),
                                [&](const tabular::Fault& fault) { return fault.column == column; });
  if (!told) cells_.Fault(column, message);
}

void ImportRow::Faults(const std::vector<FieldProblem>& problems, const std::map<std::string, std::string>& column_of) {
  for (const auto& [field, problem] : problems) {
    const auto found = column_of.find(field);
    Fault(found == column_of.end() ? field : found->second, InFrench(problem));
  }
}

void ImportRow::RefuseFormulas(const std::vector<std::string>& columns) {
  for (const auto& column : columns)
    if (LooksLikeFormula(row_[column])) Fault(column, kFormula);
}

void SortFaults(std::vector<tabular::Fault>& faults, const std::vector<std::string>& columns) {
  const auto place = [&](const tabular::Fault& fault) {
    return std::find(columns.begin(), columns.end(), fault.column) - columns.begin();
  };
  std::stable_sort(faults.begin(), faults.end(), [&](const tabular::Fault& a, const tabular::Fault& b) {
    return std::pair(a.line, place(a)) < std::pair(b.line, place(b));
  });
}

}  // namespace maillage::directory
