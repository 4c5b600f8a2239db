#include "platform/calendar/working_days.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace maillage {
namespace {

using testing::ElementsAre;

CivilDate On(std::string_view text) { return ParseDate(text).value(); }

std::vector<std::string> HolidaysOf(const char* departement, int year) {
  const WorkingDays days(departement);
  std::vector<std::string> holidays;
  const CivilDate end = date::year{year + 1} / 1 / 1;
  for (CivilDate date = date::year{year} / 1 / 1; date < end; date = PlusDays(date, 1)) {
    if (days.IsHoliday(date)) holidays.push_back(ToString(date).substr(5));
  }
  return holidays;
}

// DOMAIN.md §3.25
TEST(WorkingDays, HasTheElevenNationalHolidays) {
  EXPECT_THAT(HolidaysOf("95", 2026), ElementsAre("01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14",
                                                  "08-15", "11-01", "11-11", "12-25"));
  EXPECT_THAT(HolidaysOf("2A", 2027), ElementsAre("01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14",
                                                  "08-15", "11-01", "11-11", "12-25"));
}

TEST(WorkingDays, KnowsEasterInHardYears) {
  // The earliest and the latest Easter, and the exceptions of the computus (1954, 1981, 2049, 2076): the Mondays after.
  for (const char* monday : {"1818-03-23", "2285-03-23", "1943-04-26", "2038-04-26", "1954-04-19", "1981-04-20",
                             "2049-04-19", "2076-04-20", "2000-04-24", "2100-03-29"}) {
    EXPECT_TRUE(WorkingDays("95").IsHoliday(On(monday))) << monday;
  }
}

TEST(WorkingDays, HasAbolitionDayOverseas) {
  struct Case {
    const char* departement;
    const char* day;
  };
  for (const auto& [departement, day] :
       {Case{"971", "2026-05-27"}, Case{"972", "2026-05-22"}, Case{"973", "2026-06-10"}, Case{"974", "2026-12-20"},
        Case{"976", "2026-04-27"}}) {
    EXPECT_TRUE(WorkingDays(departement).IsHoliday(On(day))) << departement;
    EXPECT_FALSE(WorkingDays("95").IsHoliday(On(day))) << departement;
    EXPECT_EQ(HolidaysOf(departement, 2026).size(), 12u) << departement;
  }
}

TEST(WorkingDays, HasTwoMoreInAlsaceAndMoselle) {
  for (const char* departement : {"57", "67", "68"}) {
    EXPECT_TRUE(WorkingDays(departement).IsHoliday(On("2026-04-03"))) << departement;
    EXPECT_TRUE(WorkingDays(departement).IsHoliday(On("2026-12-26"))) << departement;
    EXPECT_EQ(HolidaysOf(departement, 2026).size(), 13u) << departement;
  }
  EXPECT_FALSE(WorkingDays("54").IsHoliday(On("2026-04-03")));
}

TEST(WorkingDays, ExcludesWeekendsAndHolidays) {
  const WorkingDays days("95");
  EXPECT_TRUE(days.IsWorkingDay(On("2026-02-03")));
  EXPECT_FALSE(days.IsWorkingDay(On("2026-02-07")));
  EXPECT_FALSE(days.IsWorkingDay(On("2026-02-08")));
  EXPECT_FALSE(days.IsWorkingDay(On("2026-07-14")));
}

// REMINDERS.md §2.1
TEST(WorkingDays, GoesBackOrForwardOverWeekendsAndHolidays) {
  const WorkingDays days("95");
  EXPECT_EQ(ToString(days.OnOrBefore(On("2026-04-06"))), "2026-04-03");  // Easter Monday → Friday
  EXPECT_EQ(ToString(days.OnOrAfter(On("2026-05-23"))), "2026-05-26");   // Saturday before Whit Monday → Tuesday
  EXPECT_EQ(ToString(days.OnOrBefore(On("2026-02-03"))), "2026-02-03");
  EXPECT_EQ(ToString(days.OnOrAfter(On("2026-02-03"))), "2026-02-03");
  EXPECT_EQ(ToString(WorkingDays("67").OnOrBefore(On("2026-04-06"))), "2026-04-02");  // Good Friday too
}

RC_GTEST_PROP(WorkingDays, EveryYearHasAnEasterMondayInItsSeason, ()) {
  const int year = *rc::gen::inRange(1583, 5000);
  const WorkingDays days("95");
  int mondays = 0;
  for (CivilDate date = date::year{year} / 3 / 23; date <= CivilDate{date::year{year} / 4 / 26};
       date = PlusDays(date, 1)) {
    if (!days.IsHoliday(date)) continue;
    RC_ASSERT(date::weekday{date::sys_days{date}} == date::Monday);
    ++mondays;
  }
  RC_ASSERT(mondays == 1);
}

}  // namespace
}  // namespace maillage
