#include "platform/core/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace maillage {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

const CivilDate kFebruary3 = date::year{2026} / 2 / 3;

Instant At(std::string_view text) { return ParseInstant(text).value(); }

TEST(Instant, PrintsMicrosecondsOnlyWhenThereAreAny) {
  const Instant whole = date::sys_days{kFebruary3} + std::chrono::hours{8} + std::chrono::minutes{30};
  EXPECT_EQ(ToRfc3339(whole), "2026-02-03T08:30:00Z");
  EXPECT_EQ(ToRfc3339(whole + microseconds{1500}), "2026-02-03T08:30:00.001500Z");
}

TEST(Instant, ReadsAnOffset) {
  EXPECT_EQ(At("2026-02-03T09:30:00+01:00"), At("2026-02-03T08:30:00Z"));
  EXPECT_EQ(At("2026-02-03T04:30:00-04:00"), At("2026-02-03T08:30:00Z"));
  EXPECT_EQ(ToRfc3339(At("2026-01-01T00:30:00+01:00")), "2025-12-31T23:30:00Z");
}

TEST(Instant, CutsAFractionToMicroseconds) {
  EXPECT_EQ(ToRfc3339(At("2026-02-03T08:30:00.5Z")), "2026-02-03T08:30:00.500000Z");
  EXPECT_EQ(ToRfc3339(At("2026-02-03T08:30:00.123456789Z")), "2026-02-03T08:30:00.123456Z");
}

TEST(Instant, RefusesEverythingElse) {
  for (const char* text :
       {"", "2026-02-03", "2026-02-03T08:30:00", "2026-02-03T08:30Z", "2026-02-03 08:30:00Z", "2026-02-30T08:30:00Z",
        "2026-13-01T08:30:00Z", "2026-02-03T24:00:00Z", "2026-02-03T08:60:00Z", "2026-02-03T08:30:60Z",
        "2026-02-03T08:30:00.Z", "2026-02-03T08:30:00.1234567890Z", "2026-02-03T08:30:00+0100",
        "2026-02-03T08:30:00+25:00", "2026-02-03T08:30:00Zx", "26-02-03T08:30:00Z", "0000-01-01T00:00:00+01:00",
        " 2026-02-03T08:30:00Z"}) {
    const auto instant = ParseInstant(text);
    ASSERT_FALSE(instant) << text;
    EXPECT_EQ(instant.error().reason, "INVALID_TIME");
  }
}

RC_GTEST_PROP(Instant, SurvivesPrintingAndReading, ()) {
  // Years 1 to 9999.
  const auto count = *rc::gen::inRange<std::int64_t>(-62135596800000000, 253402300799999999);
  const Instant instant{microseconds{count}};
  RC_ASSERT(ParseInstant(ToRfc3339(instant)) == instant);
}

TEST(CivilDate, ReadsOnlyDaysThatExist) {
  EXPECT_EQ(ParseDate("2026-02-03").value(), kFebruary3);
  EXPECT_TRUE(ParseDate("2024-02-29"));
  for (const char* text :
       {"", "2026-2-3", "2026-02-29", "2026-04-31", "2026-00-10", "2026-02-03T00:00", "03/02/2026", "+026-02-03"}) {
    const auto day = ParseDate(text);
    ASSERT_FALSE(day) << text;
    EXPECT_EQ(day.error().reason, "INVALID_DATE");
  }
}

RC_GTEST_PROP(CivilDate, SurvivesPrintingAndReading, ()) {
  const CivilDate day{date::sys_days{date::days{*rc::gen::inRange(-719528, 2932896)}}};
  RC_ASSERT(ParseDate(ToString(day)) == day);
}

TEST(LocalTime, PrintsSecondsOnlyWhenThereAreAny) {
  const LocalTime time = date::local_days{kFebruary3} + std::chrono::hours{9} + std::chrono::minutes{30};
  EXPECT_EQ(ToString(time), "2026-02-03T09:30");
  EXPECT_EQ(ToString(time + seconds{5}), "2026-02-03T09:30:05");
}

TEST(LocalTime, HasNoOffset) {
  EXPECT_TRUE(ParseLocalTime("2026-02-03T09:30"));
  EXPECT_EQ(ParseLocalTime("2026-02-03T09:30:00").value(), ParseLocalTime("2026-02-03T09:30").value());
  for (const char* text : {"", "2026-02-03", "2026-02-03T09:30Z", "2026-02-03T09:30+01:00", "2026-02-03T25:00",
                           "2026-02-03T09:30:61", "2026-02-03T9:30", "2026-02-03 09:30"}) {
    const auto time = ParseLocalTime(text);
    ASSERT_FALSE(time) << text;
    EXPECT_EQ(time.error().reason, "INVALID_TIME");
  }
}

RC_GTEST_PROP(LocalTime, SurvivesPrintingAndReading, ()) {
  const LocalTime time{seconds{*rc::gen::inRange<std::int64_t>(-62135596800, 253402300799)}};
  RC_ASSERT(ParseLocalTime(ToString(time)) == time);
}

TEST(CivilDate, MonthsAreClampedToTheLastDay) {
  EXPECT_EQ(ToString(PlusMonths(date::year{2026} / 1 / 31, 1)), "2026-02-28");
  EXPECT_EQ(ToString(PlusMonths(date::year{2024} / 1 / 31, 1)), "2024-02-29");
  EXPECT_EQ(ToString(PlusMonths(date::year{2026} / 3 / 31, -1)), "2026-02-28");
  EXPECT_EQ(ToString(PlusMonths(date::year{2026} / 11 / 30, 3)), "2027-02-28");
  EXPECT_EQ(ToString(PlusMonths(date::year{2026} / 2 / 28, 1)), "2026-03-28");
}

TEST(CivilDate, CountsDaysAcrossMonthsAndYears) {
  EXPECT_EQ(ToString(PlusDays(date::year{2025} / 12 / 31, 1)), "2026-01-01");
  EXPECT_EQ(ToString(PlusDays(date::year{2026} / 3 / 1, -1)), "2026-02-28");
  EXPECT_EQ(DaysBetween(date::year{2025} / 12 / 31, kFebruary3), 34);
  EXPECT_EQ(DaysBetween(kFebruary3, date::year{2025} / 12 / 31), -34);
}

}  // namespace
}  // namespace maillage
