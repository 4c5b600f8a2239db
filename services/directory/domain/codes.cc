#include "directory/domain/codes.h"

#include <algorithm>
#include <array>

namespace maillage::directory {
namespace {

bool IsDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

bool HasSirenForm(std::string_view text) { return text.size() == 9 && IsDigits(text) && text != "000000000"; }

bool IsSiren(std::string_view text) {
  if (!HasSirenForm(text)) return false;
  int sum = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    const int doubled = (text[8 - i] - '0') * (i % 2 == 1 ? 2 : 1);
    sum += doubled / 10 + doubled % 10;
  }
  return sum % 10 == 0;
}

bool IsOfAKnownSeries(std::string_view siren) { return siren.starts_with("21") || siren.starts_with("24"); }

bool IsInsee(std::string_view text) {
  if (text.size() != 5 || !IsDigits(text.substr(2))) return false;
  if (text.substr(0, 2) == "97") return text[2] >= '1' && text[2] <= '8';
  if (text.substr(0, 2) == "98") return text[2] == '4' || text[2] >= '6';
  return IsDepartement(text.substr(0, 2));
}

bool IsDepartement(std::string_view text) {
  constexpr std::array<std::string_view, 13> kOverseas{"971", "972", "973", "974", "975", "976", "977",
                                                       "978", "984", "986", "987", "988", "989"};
  if (text == "2A" || text == "2B") return true;
  if (text.size() == 2 && IsDigits(text)) return text != "00" && text != "20" && text <= "95";
  return std::find(kOverseas.begin(), kOverseas.end(), text) != kOverseas.end();
}

}  // namespace maillage::directory
