#include "platform/calendar/working_days.h"

#include <array>

namespace maillage {
namespace {

/// Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher).
CivilDate Easter(date::year in) {
  const int year = static_cast<int>(in);
  const int a = year % 19;
  const int b = year / 100;
  const int c = year % 100;
  const int h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
  const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
  const int m = (a + 11 * h + 22 * l) / 451;
  const int n = h + l - 7 * m + 114;
  return in / (n / 31) / (n % 31 + 1);
}

bool IsNationalHoliday(CivilDate date, int days_after_easter) {
  constexpr std::array kFixed{
      date::month_day{date::January / 1},   date::month_day{date::May / 1},       date::month_day{date::May / 8},
      date::month_day{date::July / 14},     date::month_day{date::August / 15},   date::month_day{date::November / 1},
      date::month_day{date::November / 11}, date::month_day{date::December / 25},
  };
  for (const auto& day : kFixed) {
    if (date.month() / date.day() == day) return true;
  }
  return days_after_easter == 1 || days_after_easter == 39 ||
         days_after_easter == 50;  // Monday, Ascension, Whit Monday
}

bool IsAbolitionDay(CivilDate date, std::string_view departement) {
  struct Abolition {
    std::string_view departement;
    date::month_day day;
  };
  constexpr std::array kAbolitions{
      Abolition{"971", date::May / 27},      Abolition{"972", date::May / 22},   Abolition{"973", date::June / 10},
      Abolition{"974", date::December / 20}, Abolition{"976", date::April / 27},
  };
  for (const auto& abolition : kAbolitions) {
    if (abolition.departement == departement && date.month() / date.day() == abolition.day) return true;
  }
  return false;
}

/// The local law of Alsace and Moselle.
bool IsAlsaceMoselleHoliday(CivilDate date, int days_after_easter, std::string_view departement) {
  if (departement != "57" && departement != "67" && departement != "68") return false;
  return days_after_easter == -2 || date.month() / date.day() == date::December / 26;
}

}  // namespace

WorkingDays::WorkingDays(std::string_view departement) : departement_(departement) {}

bool WorkingDays::IsHoliday(CivilDate date) const {
  const int days_after_easter = DaysBetween(Easter(date.year()), date);
  return IsNationalHoliday(date, days_after_easter) || IsAbolitionDay(date, departement_) ||
         IsAlsaceMoselleHoliday(date, days_after_easter, departement_);
}

bool WorkingDays::IsWorkingDay(CivilDate date) const {
  const date::weekday weekday{date::sys_days{date}};
  return weekday != date::Saturday && weekday != date::Sunday && !IsHoliday(date);
}

CivilDate WorkingDays::OnOrBefore(CivilDate date) const {
  while (!IsWorkingDay(date)) date = PlusDays(date, -1);
  return date;
}

CivilDate WorkingDays::OnOrAfter(CivilDate date) const {
  while (!IsWorkingDay(date)) date = PlusDays(date, 1);
  return date;
}

}  // namespace maillage
