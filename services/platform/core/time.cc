#include "platform/core/time.h"

#include <fmt/compile.h>

#include <cstdint>
#include <optional>

#include "platform/core/reasons.h"

namespace maillage {
namespace {

using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

/// Reads a text from the left. date::parse is too kind for a contract: it takes `2026-2-3` and leaves what follows
/// unread.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool Done() const { return rest_.empty(); }

  bool Take(char expected) {
    if (rest_.empty() || rest_.front() != expected) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `digits` decimal digits.
  std::optional<int> Number(std::size_t digits) {
    if (rest_.size() < digits) return std::nullopt;
    int value = 0;
    for (char c : rest_.substr(0, digits)) {
      if (c < '0' || c > '9') return std::nullopt;
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(digits);
    return value;
  }

  /// The digits after a decimal point, at least one and at most nine, cut to microseconds.
  std::optional<microseconds> Fraction() {
    int value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
      if (digits < 6) value = value * 10 + (rest_[digits] - '0');
    }
    if (digits == 0 || digits > 9) return std::nullopt;
    for (std::size_t i = digits; i < 6; ++i) value *= 10;
    rest_.remove_prefix(digits);
    return microseconds{value};
  }

 private:
  std::string_view rest_;
};

std::optional<CivilDate> ScanDate(Scanner& in) {
  auto year = in.Number(4);
  if (!year || !in.Take('-')) return std::nullopt;
  auto month = in.Number(2);
  if (!month || !in.Take('-')) return std::nullopt;
  auto day = in.Number(2);
  if (!day) return std::nullopt;
  CivilDate date{date::year{*year}, date::month{static_cast<unsigned>(*month)}, date::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return date;
}

std::optional<minutes> ScanHourMinute(Scanner& in) {
  auto hour = in.Number(2);
  if (!hour || *hour > 23 || !in.Take(':')) return std::nullopt;
  auto minute = in.Number(2);
  if (!minute || *minute > 59) return std::nullopt;
  return hours{*hour} + minutes{*minute};
}

std::optional<seconds> ScanSeconds(Scanner& in) {
  auto second = in.Number(2);
  if (!second || *second > 59) return std::nullopt;
  return seconds{*second};
}

std::optional<minutes> ScanOffset(Scanner& in) {
  if (in.Take('Z') || in.Take('z')) return minutes{0};
  const bool east = in.Take('+');
  if (!east && !in.Take('-')) return std::nullopt;
  auto offset = ScanHourMinute(in);
  if (!offset) return std::nullopt;
  return east ? *offset : -*offset;
}

std::optional<Instant> ScanInstant(Scanner& in) {
  auto day = ScanDate(in);
  if (!day || !(in.Take('T') || in.Take('t'))) return std::nullopt;
  auto hour_minute = ScanHourMinute(in);
  if (!hour_minute || !in.Take(':')) return std::nullopt;
  auto second = ScanSeconds(in);
  if (!second) return std::nullopt;
  std::optional<microseconds> fraction = microseconds{0};
  if (in.Take('.')) fraction = in.Fraction();
  if (!fraction) return std::nullopt;
  auto offset = ScanOffset(in);
  if (!offset || !in.Done()) return std::nullopt;

  const Instant instant = date::sys_days{*day} + *hour_minute + *second + *fraction - *offset;
  const CivilDate utc{date::floor<date::days>(instant)};
  if (utc.year() < date::year{0} || utc.year() > date::year{9999}) return std::nullopt;  // has no RFC 3339 form
  return instant;
}

std::optional<LocalTime> ScanLocalTime(Scanner& in) {
  auto day = ScanDate(in);
  if (!day || !in.Take('T')) return std::nullopt;
  auto hour_minute = ScanHourMinute(in);
  if (!hour_minute) return std::nullopt;
  std::optional<seconds> second = seconds{0};
  if (in.Take(':')) second = ScanSeconds(in);
  if (!second || !in.Done()) return std::nullopt;
  return date::local_days{*day} + *hour_minute + *second;
}

}  // namespace

std::string ToRfc3339(Instant instant) {
  const auto day = date::floor<date::days>(instant);
  const date::hh_mm_ss<microseconds> time{instant - day};
  // Compiled: each line of a log and each event has one.
  std::string text = fmt::format(FMT_COMPILE("{}T{:02}:{:02}:{:02}"), ToString(CivilDate{day}), time.hours().count(),
                                 time.minutes().count(), time.seconds().count());
  if (time.subseconds().count() != 0) {
    fmt::format_to(std::back_inserter(text), FMT_COMPILE(".{:06}"), time.subseconds().count());
  }
  text += 'Z';
  return text;
}

Result<Instant> ParseInstant(std::string_view text) {
  Scanner in{text};
  if (auto instant = ScanInstant(in)) return *instant;
  return Fail(reason::kInvalidTime, "not an RFC 3339 instant such as 2026-02-03T08:30:00Z");
}

std::string ToString(CivilDate date) {
  return fmt::format(FMT_COMPILE("{:04}-{:02}-{:02}"), static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Result<CivilDate> ParseDate(std::string_view text) {
  Scanner in{text};
  auto date = ScanDate(in);
  if (date && in.Done()) return *date;
  return Fail(reason::kInvalidDate, "not an existing date such as 2026-02-03");
}

std::string ToString(LocalTime time) {
  const auto day = date::floor<date::days>(time);
  const date::hh_mm_ss<seconds> clock{time - day};
  std::string text =
      fmt::format("{}T{:02}:{:02}", ToString(CivilDate{day}), clock.hours().count(), clock.minutes().count());
  if (clock.seconds().count() != 0) text += fmt::format(":{:02}", clock.seconds().count());
  return text;
}

Result<LocalTime> ParseLocalTime(std::string_view text) {
  Scanner in{text};
  if (auto time = ScanLocalTime(in)) return *time;
  return Fail(reason::kInvalidTime, "not a local time such as 2026-02-03T09:30");
}

CivilDate PlusDays(CivilDate date, int days) { return CivilDate{date::sys_days{date} + date::days{days}}; }

CivilDate PlusMonths(CivilDate date, int months) {
  const CivilDate moved = date + date::months{months};
  if (moved.ok()) return moved;
  return CivilDate{moved.year() / moved.month() / date::last};
}

int DaysBetween(CivilDate from, CivilDate to) {
  return static_cast<int>((date::sys_days{to} - date::sys_days{from}).count());
}

}  // namespace maillage
