#pragma once

#include <date/date.h>

#include <chrono>
#include <string>
#include <string_view>

#include "platform/core/result.h"

namespace maillage {

/// A point on the UTC time line, to the microsecond (what PostgreSQL keeps).
using Instant = date::sys_time<std::chrono::microseconds>;

/// A day of the civil calendar, without zone. Legal dates and registration windows are civil dates.
using CivilDate = date::year_month_day;

/// A wall-clock reading, to the second; means an instant only together with a zone.
using LocalTime = date::local_seconds;

/// `2026-02-03T08:30:00Z`, with microseconds only when there are any.
std::string ToRfc3339(Instant instant);
/// Reads RFC 3339 with `Z` or an offset. Error: INVALID_TIME.
Result<Instant> ParseInstant(std::string_view text);

/// `2026-02-03`.
std::string ToString(CivilDate date);
/// Reads `YYYY-MM-DD` and checks that the day exists. Error: INVALID_DATE.
Result<CivilDate> ParseDate(std::string_view text);

/// `2026-02-03T09:30`, with seconds only when there are any.
std::string ToString(LocalTime time);
/// Reads `YYYY-MM-DDTHH:MM[:SS]` without an offset. Error: INVALID_TIME.
Result<LocalTime> ParseLocalTime(std::string_view text);

/// The date `days` later (earlier when negative).
CivilDate PlusDays(CivilDate date, int days);
/// The same day number `months` later, clamped to that month's last day (REMINDERS.md §2.2).
CivilDate PlusMonths(CivilDate date, int months);
/// Days from `from` to `to`.
int DaysBetween(CivilDate from, CivilDate to);

}  // namespace maillage
