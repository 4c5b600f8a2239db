#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/core/time.h"

/// Reading tables as people really have them: UTF-8 or UTF-16 with or without a mark, Windows-1252 or Latin-1; comma or
/// semicolon; LF, CR LF or CR; French or ISO dates; decimal commas; VRAI/FAUX. Messages are in French, for the person
/// who has the file.
namespace maillage::tabular {

struct Fault {
  /// Line of the row's beginning in the file, from 1; 0: the file as a whole.
  int line = 0;
  std::string column;
  std::string message;
  /// Shortened to 80 characters, control characters shown as `␀`-like pictures.
  std::string value;
};

struct Row {
  int line = 0;
  /// By column name; every column of the header is there. Blanks around are gone, Unicode is composed (NFC).
  std::map<std::string, std::string> cells;
  const std::string& operator[](const std::string& column) const;
};

struct Table {
  std::string encoding;   // "UTF-8", "UTF-16LE", "Windows-1252"…
  std::string separator;  // "," or ";"
  std::vector<std::string> columns;
  std::vector<Row> rows;
  /// Faults of form; rows that have one are not in `rows`.
  std::vector<Fault> faults;
};

struct Format {
  std::vector<std::string> required;
  std::vector<std::string> optional;
  /// Longest cell, in characters.
  std::size_t max_cell = 4000;
};

/// Never fails: what is wrong is in `faults` (no content, no header, unknown, missing or repeated column, ragged row,
/// unclosed quote, NUL, broken encoding, a cell too long, control or invisible characters…). A table with faults is to
/// be refused whole.
Table Read(std::string_view content, const Format& format);

/// Cells to values. Each says in French what is wrong with the cell; nullopt for an empty cell.
class Cells {
 public:
  Cells(const Row& row, std::vector<Fault>& faults) : row_(row), faults_(faults) {}

  /// One line of text; `required` or may be empty.
  std::string Text(const std::string& column, bool required, std::size_t max = 200);
  /// ISO `2026-02-03` or French `03/02/2026`.
  std::optional<CivilDate> Date(const std::string& column);
  std::optional<LocalTime> Time(const std::string& column);
  /// `0.50`, `0,50` → 50. At most two decimals.
  std::optional<int> Hundredths(const std::string& column);
  std::optional<int> Int(const std::string& column);
  /// true/false, VRAI/FAUX, oui/non.
  std::optional<bool> Flag(const std::string& column);
  std::vector<std::string> List(const std::string& column);  // separated by |
  /// One of the allowed words, as they are; empty when the cell is.
  std::string OneOf(const std::string& column, const std::vector<std::string>& allowed, bool required);

  void Fault(const std::string& column, const std::string& message);

 private:
  const Row& row_;
  std::vector<tabular::Fault>& faults_;
};

}  // namespace maillage::tabular
