#include "platform/tabular/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "platform/tabular/encoding.h"
#include "platform/tabular/records.h"
#include "platform/tabular/text.h"

namespace maillage::tabular {
namespace {

/// Nobody corrects more at a time.
constexpr std::size_t kMostFaults = 200;

bool Contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

/// Fills a table, record by record; the first is the header.
class Builder {
 public:
  Builder(const Format& format, Table& table) : format_(format), table_(table) {}

  /// False when what follows is not worth reading.
  bool Take(const Record& record) {
    std::vector<std::string> cells;
    for (const auto& cell : record.cells) cells.push_back(Clean(cell));
    const bool nothing = std::ranges::all_of(cells, [](const std::string& cell) { return cell.empty(); });
    if (nothing) {
      Add({record.line, "",
           record.cells.empty() ? "Ligne vide\u00A0: supprimez-la." : "Ligne sans aucune valeur\u00A0: supprimez-la.",
           ""});
    } else if (table_.columns.empty()) {
      TakeHeader(record.line, std::move(cells));
      return table_.faults.empty();
    } else {
      TakeRow(record.line, std::move(cells));
    }
    return table_.faults.size() < kMostFaults;
  }

 private:
  void Add(Fault fault) { table_.faults.push_back(std::move(fault)); }

  void TakeHeader(int line, std::vector<std::string> columns) {
    const auto known = [&](const std::string& name) {
      return Contains(format_.required, name) || Contains(format_.optional, name);
    };
    if (std::ranges::none_of(columns, known)) {
      Add({line, "",
           fmt::format("La première ligne doit nommer les colonnes\u00A0: {}.", fmt::join(format_.required, ", ")),
           Show(columns.front())});
      return;
    }
    std::set<std::string> seen;
    for (const auto& name : columns) {
      if (!known(name)) {
        Add({line, Show(name),
             name.empty() ? "Colonne sans nom." : fmt::format("Colonne inconnue\u00A0: {}.", Quoted(name)), ""});
      } else if (!seen.insert(name).second) {
        Add({line, name, fmt::format("Colonne répétée\u00A0: {}.", Quoted(name)), ""});
      }
    }
    for (const auto& name : format_.required) {
      if (!seen.contains(name)) Add({line, name, fmt::format("Colonne manquante\u00A0: {}.", Quoted(name)), ""});
    }
    table_.columns = std::move(columns);
  }

  void TakeRow(int line, std::vector<std::string> cells) {
    const auto& columns = table_.columns;
    if (cells.size() != columns.size()) {
      Add({line, "",
           fmt::format("La ligne compte {} cellule{}, l’en-tête en compte {}.", cells.size(),
                       cells.size() > 1 ? "s" : "", columns.size()),
           ""});
      return;
    }
    Row row{line, {}};
    bool sound = true;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      sound = IsSound(line, columns[i], cells[i]) && sound;
      row.cells.emplace(columns[i], std::move(cells[i]));
    }
    if (sound) table_.rows.push_back(std::move(row));
  }

  bool IsSound(int line, const std::string& column, const std::string& cell) {
    if (cell.size() > format_.max_cell) {  // bytes first: they are cheaper to count
      if (const auto length = Length(cell); length > format_.max_cell) {
        Add({line, column, fmt::format("Texte trop long\u00A0: {} caractères, {} au plus.", length, format_.max_cell),
             Show(cell)});
        return false;
      }
    }
    if (const auto invisible = FindInvisible(cell)) {
      Add({line, column, fmt::format("Caractère invisible ou illisible ({})\u00A0: retapez la cellule.", *invisible),
           Show(cell)});
      return false;
    }
    return true;
  }

  const Format& format_;
  Table& table_;
};

void TellEnding(const Reading& reading, Table& table) {
  switch (reading.ending) {
    case Ending::kWhole:
      break;
    case Ending::kStopped:
      if (table.faults.size() >= kMostFaults) {
        table.faults.push_back({reading.line, "", "Trop de fautes\u00A0: la suite du fichier n’a pas été lue.", ""});
      }
      break;
    case Ending::kMisplacedQuote:
      table.faults.push_back(
          {reading.line, "",
           "Guillemet mal placé\u00A0: une cellule qui contient un guillemet se met entre guillemets, et le "
           "guillemet s’y écrit deux fois.",
           ""});
      break;
    case Ending::kUnclosedQuote:
      table.faults.push_back({reading.line, "", "Guillemet ouvert sur cette ligne et jamais fermé.", ""});
      break;
  }
}

}  // namespace

const std::string& Row::operator[](const std::string& column) const {
  static const std::string kEmpty;
  const auto found = cells.find(column);
  return found == cells.end() ? kEmpty : found->second;
}

Table Read(std::string_view content, const Format& format) {
  Table table;
  auto decoded = Decode(content);
  if (!decoded) {
    table.faults.push_back(std::move(decoded.error()));
    return table;
  }
  table.encoding = decoded->encoding;
  if (Clean(decoded->text.substr(0, 4096)).empty() && Clean(decoded->text).empty()) {
    table.faults.push_back({0, "", "Le fichier est vide.", ""});
    return table;
  }
  const char separator = FindSeparator(decoded->text);
  table.separator = std::string(1, separator);
  Builder builder(format, table);
  TellEnding(ReadRecords(decoded->text, separator, [&](const Record& record) { return builder.Take(record); }), table);
  return table;
}

}  // namespace maillage::tabular
