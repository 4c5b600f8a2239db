#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "platform/tabular/table.h"
#include "platform/tabular/text.h"

namespace maillage::tabular {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// Digits to a number; nullopt when they are none, or too many for an int.
std::optional<int> ToInt(std::string_view text) {
  if (!IsDigits(text) || text.size() > 9) return std::nullopt;
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

/// `3/2/2026` and `03/02/2026` as the French write the third of February; nullopt when it is no such text or no such
/// day.
std::optional<CivilDate> ParseFrenchDate(std::string_view text) {
  const auto first = text.find('/');
  const auto second = text.find('/', first == std::string_view::npos ? first : first + 1);
  if (second == std::string_view::npos) return std::nullopt;
  const auto day = text.substr(0, first);
  const auto month = text.substr(first + 1, second - first - 1);
  const auto year = text.substr(second + 1);
  if (!IsDigits(day) || !IsDigits(month) || !IsDigits(year)) return std::nullopt;
  if (day.size() > 2 || month.size() > 2 || year.size() != 4) return std::nullopt;
  const CivilDate date{date::year{*ToInt(year)}, date::month{static_cast<unsigned>(*ToInt(month))},
                       date::day{static_cast<unsigned>(*ToInt(day))}};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::optional<CivilDate> ParseAnyDate(std::string_view text) {
  if (const auto date = ParseDate(text)) return *date;
  return ParseFrenchDate(text);
}

std::optional<LocalTime> ParseAnyTime(std::string_view text) {
  if (const auto time = ParseLocalTime(text)) return *time;
  const auto blank = text.find(' ');
  if (blank == std::string_view::npos) return std::nullopt;
  const auto date = ParseFrenchDate(text.substr(0, blank));
  if (!date) return std::nullopt;
  const auto time = ParseLocalTime(fmt::format("{}T{}", ToString(*date), text.substr(blank + 1)));
  return time ? std::optional(*time) : std::nullopt;
}

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

}  // namespace

std::string Cells::Text(const std::string& column, bool required, std::size_t max) {
  const std::string& cell = row_[column];
  if (cell.empty()) {
    if (required) Fault(column, "Valeur manquante.");
    return {};
  }
  if (cell.find_first_of("\n\t") != std::string::npos) {
    Fault(column, "Le texte doit tenir sur une seule ligne, sans tabulation.");
    return {};
  }
  if (const auto length = Length(cell); length > max) {
    Fault(column, fmt::format("Texte trop long\u00A0: {} caractères, {} au plus.", length, max));
    return {};
  }
  return cell;
}

std::optional<CivilDate> Cells::Date(const std::string& column) {
  const std::string& cell = row_[column];
  if (cell.empty()) return std::nullopt;
  const auto date = ParseAnyDate(cell);
  if (date) return date;
  if (IsDigits(cell)) {
    Fault(column, "Nombre à la place d’une date\u00A0: dans Excel, donnez à la colonne le format de date.");
  } else {
    Fault(column, "Date qui n’existe pas ou qui ne se lit pas\u00A0: écrivez 2026-02-03 ou 03/02/2026.");
  }
  return std::nullopt;
}

std::optional<LocalTime> Cells::Time(const std::string& column) {
  const std::string& cell = row_[column];
  if (cell.empty()) return std::nullopt;
  const auto time = ParseAnyTime(cell);
  if (!time) {
    Fault(column,
          "Date et heure qui n’existent pas ou qui ne se lisent pas\u00A0: écrivez 2026-02-03T09:30 ou 03/02/2026 "
          "09:30, sans décalage.");
  }
  return time;
}

std::optional<int> Cells::Hundredths(const std::string& column) {
  std::string_view cell = row_[column];
  if (cell.empty()) return std::nullopt;
  const bool negative = cell.starts_with('-');
  if (negative) cell.remove_prefix(1);
  const auto point = cell.find_first_of(".,");
  const auto units = cell.substr(0, point);
  const auto decimals = point == std::string_view::npos ? std::string_view("0") : cell.substr(point + 1);
  if (!IsDigits(units) || units.size() > 7 || !IsDigits(decimals)) {
    Fault(column, "Nombre attendu, par exemple 0,50.");
    return std::nullopt;
  }
  if (decimals.size() > 2) {
    Fault(column, "Deux décimales au plus.");
    return std::nullopt;
  }
  const int value = *ToInt(units) * 100 + *ToInt(decimals) * (decimals.size() == 1 ? 10 : 1);
  return negative ? -value : value;
}

std::optional<int> Cells::Int(const std::string& column) {
  std::string_view cell = row_[column];
  if (cell.empty()) return std::nullopt;
  const bool negative = cell.starts_with('-');
  if (negative) cell.remove_prefix(1);
  const auto value = ToInt(cell);
  if (!value) {
    Fault(column, "Nombre entier attendu.");
    return std::nullopt;
  }
  return negative ? -*value : *value;
}

std::optional<bool> Cells::Flag(const std::string& column) {
  const std::string cell = Lower(row_[column]);
  if (cell.empty()) return std::nullopt;
  if (cell == "true" || cell == "vrai" || cell == "oui") return true;
  if (cell == "false" || cell == "faux" || cell == "non") return false;
  Fault(column, "Oui ou non attendu\u00A0: écrivez VRAI ou FAUX.");
  return std::nullopt;
}

std::vector<std::string> Cells::List(const std::string& column) {
  std::vector<std::string> items;
  std::string_view rest = row_[column];
  while (!rest.empty()) {
    const auto bar = rest.find('|');
    items.push_back(Clean(rest.substr(0, bar)));
    const bool last = bar == std::string_view::npos;
    rest = last ? std::string_view{} : rest.substr(bar + 1);
    if (items.back().empty() || (!last && rest.empty())) {
      Fault(column, "Élément vide dans la liste\u00A0: séparez les valeurs par une seule barre «\u00A0|\u00A0».");
      return {};
    }
  }
  return items;
}

std::string Cells::OneOf(const std::string& column, const std::vector<std::string>& allowed, bool required) {
  const std::string& cell = row_[column];
  if (cell.empty()) {
    if (required) Fault(column, "Valeur manquante.");
    return {};
  }
  if (std::ranges::find(allowed, cell) != allowed.end()) return cell;
  Fault(column, fmt::format("Valeur inconnue\u00A0; sont admises\u00A0: {}.", fmt::join(allowed, ", ")));
  return {};
}

void Cells::Fault(const std::string& column, const std::string& message) {
  faults_.push_back({row_.line, column, message, Show(row_[column])});
}

}  // namespace maillage::tabular
