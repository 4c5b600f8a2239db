#include "network/web/french.h"

#include <fmt/format.h>

#include <array>

namespace maillage::network::web {
namespace {

constexpr std::array kDays{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"};
constexpr std::array kMonths{"janvier", "février", "mars",      "avril",   "mai",      "juin",
                             "juillet", "août",    "septembre", "octobre", "novembre", "décembre"};

CivilDate DayOf(LocalTime time) { return CivilDate(date::floor<date::days>(time)); }

}  // namespace

std::string LongDate(CivilDate day) {
  const auto weekday = date::weekday(date::sys_days(day)).c_encoding();
  const auto number = static_cast<unsigned>(day.day());
  return fmt::format("{} {}{} {} {}", kDays.at(weekday), number, number == 1 ? "er" : "",
                     kMonths.at(static_cast<unsigned>(day.month()) - 1), static_cast<int>(day.year()));
}

std::string Hour(LocalTime time) {
  const auto parts = date::make_time(time - date::floor<date::days>(time));
  const auto minutes = parts.minutes().count();
  // No line break between a number and its unit.
  return minutes == 0 ? fmt::format("{}\u00A0h", parts.hours().count())
                      : fmt::format("{}\u00A0h\u00A0{:02}", parts.hours().count(), minutes);
}

std::string SpanOf(const Session& session) {
  const auto first = DayOf(session.starts_at);
  const auto last = DayOf(session.ends_at);
  if (first == last)
    return fmt::format("{}, de {} à {}", LongDate(first), Hour(session.starts_at), Hour(session.ends_at));
  return fmt::format("du {} à {} au {} à {}", LongDate(first), Hour(session.starts_at), LongDate(last),
                     Hour(session.ends_at));
}

std::string MomentIn(const Zone& zone, Instant instant) {
  const auto local = date::floor<std::chrono::minutes>(zone.ToLocal(instant));
  return fmt::format("{} à {}", LongDate(DayOf(local)), Hour(local));
}

}  // namespace maillage::network::web
