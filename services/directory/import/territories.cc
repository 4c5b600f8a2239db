#include "directory/import/territories.h"

#include <charconv>
#include <functional>
#include <unordered_map>
#include <unordered_set>

#include "directory/domain/codes.h"
#include "directory/domain/reasons.h"
#include "directory/domain/text.h"
#include "directory/domain/words.h"
#include "platform/calendar/zone.h"

namespace maillage::directory {
namespace {

constexpr std::size_t kFaultsTold = 40;
constexpr std::array<std::string_view, 3> kDepartementKinds{"METRO", "DROM", "COM"};
constexpr std::array<std::string_view, 5> kBodyKinds{"CC", "CA", "CU", "METROPOLE", "EPT"};

/// Gathers the faults of all files; counts all, keeps the first.
class Faults {
 public:
  void Add(std::string field, std::string message) {
    ++count_;
    if (faults_.size() < kFaultsTold) faults_.push_back({std::move(field), std::move(message)});
  }
  Status Done() const {
    if (count_ == 0) return {};
    auto failure = Fail(reason::kInvalidRequest, "the reference files have {} faults; nothing was changed", count_);
    failure.value().faults = faults_;
    return failure;
  }

 private:
  std::size_t count_ = 0;
  std::vector<FieldFault> faults_;
};

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t start = 0;;) {
    const auto end = text.find(separator, start);
    parts.push_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return parts;
    start = end + 1;
  }
}

/// One line of a file under examination.
class Line {
 public:
  Line(std::string place, const std::vector<std::string_view>& columns, std::vector<std::string_view> cells,
       Faults& faults)
      : place_(std::move(place)), columns_(columns), cells_(std::move(cells)), faults_(faults) {}

  std::string Text(std::size_t column) {
    if (const auto problem = ProblemOfText(cells_[column], 200, true)) Fault(column, Describe(*problem));
    return std::string(cells_[column]);
  }
  /// Empty, or one that `sound` accepts.
  std::string Code(std::size_t column, bool required, const std::function<bool(std::string_view)>& sound,
                   const char* what) {
    const auto cell = cells_[column];
    if (cell.empty() ? required : !sound(cell)) Fault(column, what);
    return std::string(cell);
  }
  std::optional<int> Number(std::size_t column, bool required) {
    const auto cell = cells_[column];
    int number = 0;
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (cell.empty() && !required) return std::nullopt;
    if (error != std::errc() || end != cell.data() + cell.size() || number < 0) Fault(column, "is not a number from 0");
    return number;
  }
  void Fault(std::size_t column, const std::string& message) {
    faults_.Add(place_ + "." + std::string(columns_[column]), message);
  }

 private:
  std::string place_;
  const std::vector<std::string_view>& columns_;
  std::vector<std::string_view> cells_;
  Faults& faults_;
};

/// Hands each row of a TSV with exactly this header to `read`. Keys (first column) are unique.
void ReadLines(const std::string& file, std::string_view text, const std::vector<std::string_view>& columns,
               Faults& faults, const std::function<void(Line&)>& read) {
  auto lines = Split(text, '\n');
  if (lines.back().empty()) lines.pop_back();
  if (lines.empty() || Split(lines[0], '\t') != columns)
    return faults.Add(file + "[1]", "is not the header of this file");
  if (lines.size() == 1) return faults.Add(file, "has no row");
  std::unordered_set<std::string_view> keys;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto place = fmt::format("{}[{}]", file, i + 1);
    auto cells = Split(lines[i], '\t');
    if (cells.size() != columns.size()) {
      faults.Add(place, fmt::format("has {} cells and not {}", cells.size(), columns.size()));
      continue;
    }
    const auto key = cells[0];
    Line line(place, columns, std::move(cells), faults);
    if (!keys.insert(key).second) line.Fault(0, "is there twice");
    read(line);
  }
}

std::function<bool(std::string_view)> OneOf(const std::unordered_set<std::string>& known) {
  return [&known](std::string_view text) { return known.count(std::string(text)) > 0; };
}

void CheckMembers(const Territories& territories, Faults& faults) {
  std::unordered_map<std::string, int> members;
  for (const auto& municipality : territories.municipalities) {
    ++members[municipality.epci_siren];
    ++members[municipality.ept_siren];
  }
  for (const auto& body : territories.bodies)
    if (members[body.siren] != body.members)
      faults.Add(fmt::format("epci.{}", body.siren),
                 fmt::format("counts {} members, the communes say {}", body.members, members[body.siren]));
}

}  // namespace

Result<Territories> ReadTerritories(std::string_view departements, std::string_view epci, std::string_view communes) {
  Territories territories;
  Faults faults;
  std::unordered_set<std::string> known_departements;
  std::unordered_set<std::string> known_bodies;
  const auto is_siren = [](std::string_view text) { return IsSiren(text); };

  ReadLines(
      "departements", departements, {"code", "name", "region", "region_name", "kind", "zone"}, faults, [&](Line& line) {
        territories.departements.push_back(
            {line.Code(0, true, IsDepartement, "is not the code of a département"), line.Text(1), line.Text(2),
             line.Text(3),
             line.Code(
                 4, true, [](std::string_view text) { return IsOneOf(kDepartementKinds, text); },
                 "is not METRO, DROM or COM"),
             line.Code(
                 5, true, [](std::string_view text) { return Zone::Named(text).has_value(); }, "is not a time zone")});
        known_departements.insert(territories.departements.back().code);
      });
  ReadLines(
      "epci", epci, {"siren", "kind", "name", "members", "population", "population_dgcl", "parent_siren"}, faults,
      [&](Line& line) {
        territories.bodies.push_back({line.Code(0, true, is_siren, "is not a SIREN"),
                                      line.Code(
                                          1, true, [](std::string_view text) { return IsOneOf(kBodyKinds, text); },
                                          "is not CC, CA, CU, METROPOLE or EPT"),
                                      line.Text(2), line.Number(3, true).value_or(0), line.Number(4, true).value_or(0),
                                      line.Number(5, false), line.Code(6, false, is_siren, "is not a SIREN")});
        known_bodies.insert(territories.bodies.back().siren);
      });
  ReadLines("communes", communes,
            {"insee", "siren", "name", "departement", "region", "epci_siren", "ept_siren", "population"}, faults,
            [&](Line& line) {
              territories.municipalities.push_back(
                  {line.Code(0, true, IsInsee, "is not an INSEE code"), line.Code(1, false, is_siren, "is not a SIREN"),
                   line.Text(2), line.Code(3, true, OneOf(known_departements), "is not in departements.tsv"),
                   line.Text(4), line.Code(5, false, OneOf(known_bodies), "is not in epci.tsv"),
                   line.Code(6, false, OneOf(known_bodies), "is not in epci.tsv"), line.Number(7, false)});
            });
  CheckMembers(territories, faults);
  if (auto checked = faults.Done(); !checked) return Propagate(checked);
  return territories;
}

}  // namespace maillage::directory
