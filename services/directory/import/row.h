#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "directory/domain/problems.h"
#include "platform/core/time.h"
#include "platform/tabular/table.h"

namespace maillage::directory {

/// One row of an import under examination: cells to values, faults by column. One fault a cell: the first found is the
/// nearest to the cause.
class ImportRow {
 public:
  ImportRow(const tabular::Table& table, const tabular::Row& row, std::vector<tabular::Fault>& faults);

  /// Whether the file has the column at all.
  bool Has(const std::string& column) const { return columns_.count(column) > 0; }
  const std::string& operator[](const std::string& column) const { return row_[column]; }
  tabular::Cells& cells() { return cells_; }
  int line() const { return row_.line; }

  /// A ref as the id it becomes: in lower case. Says so when it cannot be one.
  std::string Id(const std::string& column);
  /// The refs of a list.
  std::vector<std::string> Ids(const std::string& column);

  void Fault(const std::string& column, const std::string& message);
  /// The domain's problems, at the columns that `column_of` gives for its fields (the same name when it gives none).
  void Faults(const std::vector<FieldProblem>& problems, const std::map<std::string, std::string>& column_of);
  /// Refuses what a spreadsheet would run.
  void RefuseFormulas(const std::vector<std::string>& columns);
  bool sound() const { return faults_.size() == before_; }

 private:
  const tabular::Row& row_;
  std::vector<tabular::Fault>& faults_;
  const std::size_t before_;
  tabular::Cells cells_;
  std::set<std::string> columns_;
};

/// Sorts the faults as the report tells them: by line, then by the column's place in the file.
void SortFaults(std::vector<tabular::Fault>& faults, const std::vector<std::string>& columns);

}  // namespace maillage::directory
