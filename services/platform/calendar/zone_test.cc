#include "platform/calendar/zone.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace maillage {
namespace {

Instant At(std::string_view text) { return ParseInstant(text).value(); }
LocalTime Local(std::string_view text) { return ParseLocalTime(text).value(); }
Zone Paris() { return Zone::Named("Europe/Paris").value(); }

TEST(Zone, IsKnownByItsIanaName) {
  EXPECT_EQ(Paris().name(), "Europe/Paris");
  EXPECT_EQ(Paris(), Paris());
  EXPECT_FALSE(Paris() == Zone::Utc());
  for (const char* name : {"", "Europe/Versailles", "Paris", "../../etc/passwd", "europe/paris"}) {
    const auto zone = Zone::Named(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().reason, "UNKNOWN_ZONE");
  }
}

TEST(Zone, FollowsSummerTime) {
  EXPECT_EQ(Paris().ToInstant(Local("2026-02-03T09:00")), At("2026-02-03T08:00:00Z"));
  EXPECT_EQ(Paris().ToInstant(Local("2026-07-03T09:00")), At("2026-07-03T07:00:00Z"));
  EXPECT_EQ(Paris().ToInstant(Local("2036-07-03T09:00")), At("2036-07-03T07:00:00Z"));
  EXPECT_EQ(Paris().ToLocal(At("2026-07-03T07:00:00Z")), Local("2026-07-03T09:00"));
}

TEST(Zone, KnowsOverseas) {
  EXPECT_EQ(Zone::Named("Indian/Reunion")->ToInstant(Local("2026-02-03T09:00")), At("2026-02-03T05:00:00Z"));
  EXPECT_EQ(Zone::Named("America/Guadeloupe")->ToInstant(Local("2026-07-03T09:00")), At("2026-07-03T13:00:00Z"));
}

// REMINDERS.md §2.5
TEST(Zone, MovesATimeThatDoesNotExistForwardByTheGap) {
  EXPECT_EQ(Paris().ToInstant(Local("2026-03-29T02:30")), At("2026-03-29T01:30:00Z"));
  EXPECT_EQ(Paris().ToLocal(At("2026-03-29T01:30:00Z")), Local("2026-03-29T03:30"));
}

// REMINDERS.md §2.5
TEST(Zone, TakesTheFirstOfATimeThatExistsTwice) {
  EXPECT_EQ(Paris().ToInstant(Local("2026-10-25T02:30")), At("2026-10-25T00:30:00Z"));
}

TEST(Zone, StartsADayAtItsMidnight) {
  EXPECT_EQ(Paris().StartOf(date::year{2026} / 7 / 14), At("2026-07-13T22:00:00Z"));
  // In Asuncion this day began at 01:00: midnight did not exist.
  EXPECT_EQ(Zone::Named("America/Asuncion")->StartOf(date::year{2023} / 10 / 1), At("2023-10-01T04:00:00Z"));
}

TEST(Zone, KnowsTheDateOfAnInstant) {
  EXPECT_EQ(ToString(Paris().DateOf(At("2026-07-13T22:00:00Z"))), "2026-07-14");
  EXPECT_EQ(ToString(Paris().DateOf(At("2026-07-13T21:59:59.999999Z"))), "2026-07-13");
  EXPECT_EQ(ToString(Zone::Utc().DateOf(At("1969-12-31T23:59:59.999999Z"))), "1969-12-31");
}

RC_GTEST_PROP(Zone, FindsTheWallClockAgainOutsideTheChanges, ()) {
  const std::string name =
      *rc::gen::element<std::string>("Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Noumea");
  const Zone zone = Zone::Named(name).value();
  // Whole hours of 2020 to 2035; an hour that is skipped once a year reads as the next one.
  const LocalTime local{std::chrono::hours{*rc::gen::inRange(438288, 578544)}};
  const auto again = zone.ToLocal(zone.ToInstant(local));
  RC_ASSERT(again == local || again == local + std::chrono::hours{1});
  RC_ASSERT(zone.ToInstant(again) == zone.ToInstant(local));
}

}  // namespace
}  // namespace maillage
