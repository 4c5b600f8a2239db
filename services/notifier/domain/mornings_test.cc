#include "notifier/domain/mornings.h"

#include <gtest/gtest.h>

namespace maillage::notifier {
namespace {

struct Case {
  const char* sentence;
  const char* departement;
  const char* zone;
  const char* date;  // the anchor's date; for Next an instant
  int offset;
  const char* wanted;
};

void PrintTo(const Case& each, std::ostream* out) { *out << each.sentence; }

class DayOffset : public testing::TestWithParam<Case> {};

TEST_P(DayOffset, IsDue) {
  Zones zones;
  const Mornings mornings(GetParam().departement);
  const Instant due = mornings.Due(ParseDate(GetParam().date).value(), GetParam().offset, std::chrono::hours{9}, zones,
                                   zones.Of(GetParam().zone));
  EXPECT_EQ(ToRfc3339(due), GetParam().wanted);
}

INSTANTIATE_TEST_SUITE_P(
    Section2, DayOffset,
    testing::Values(
        Case{"a working day: that day at 09:00", "95", "Europe/Paris", "2026-02-10", -7, "2026-02-03T08:00:00Z"},
        Case{"before, a Sunday: the Friday before", "95", "Europe/Paris", "2026-02-09", -1, "2026-02-06T08:00:00Z"},
        Case{"after, a Saturday: the Monday after", "95", "Europe/Paris", "2026-02-06", +1, "2026-02-09T08:00:00Z"},
        Case{"before, Easter Monday: the Friday before", "95", "Europe/Paris", "2026-04-07", -1,
             "2026-04-03T07:00:00Z"},
        Case{"in 67 Good Friday is none either", "67", "Europe/Paris", "2026-04-07", -1, "2026-04-02T07:00:00Z"},
        Case{"in 57 neither is 26/12", "57", "Europe/Paris", "2025-12-25", +1, "2025-12-29T08:00:00Z"},
        Case{"abolition day in 972", "972", "America/Martinique", "2026-05-21", +1, "2026-05-26T13:00:00Z"},
        Case{"in the recipient's zone", "95", "Indian/Reunion", "2026-02-10", -7, "2026-02-03T05:00:00Z"}));

class NextMorning : public testing::TestWithParam<Case> {};

TEST_P(NextMorning, IsTheFirstStrictlyLater) {
  Zones zones;
  const Mornings mornings(GetParam().departement);
  const Instant next = mornings.Next(ParseInstant(GetParam().date).value(), zones, zones.Of(GetParam().zone));
  EXPECT_EQ(ToRfc3339(next), GetParam().wanted);
}

INSTANTIATE_TEST_SUITE_P(
    Section1, NextMorning,
    testing::Values(
        Case{"early the same day", "95", "Europe/Paris", "2026-02-03T07:59:59Z", 0, "2026-02-03T08:00:00Z"},
        Case{"at 09:00 it is the next day's", "95", "Europe/Paris", "2026-02-03T08:00:00Z", 0, "2026-02-04T08:00:00Z"},
        Case{"on a Friday: Monday's", "95", "Europe/Paris", "2026-02-06T10:00:00Z", 0, "2026-02-09T08:00:00Z"},
        Case{"across the change of hour", "95", "Europe/Paris", "2026-03-27T10:00:00Z", 0, "2026-03-30T07:00:00Z"},
        Case{"the day is the recipient's: already tomorrow", "95", "Indian/Reunion", "2026-02-03T21:00:00Z", 0,
             "2026-02-04T05:00:00Z"},
        Case{"working days are the Caf's", "974", "Europe/Paris", "2026-12-19T10:00:00Z", 0, "2026-12-21T08:00:00Z"}));

// §8: "Civil days "ago" are counted in the recipient's zone".
TEST(DaysAgo, BeginAtMidnightOfTheZone) {
  Zones zones;
  const Mornings mornings("95");
  const Instant then = ParseInstant("2026-02-03T22:30:00Z").value();
  EXPECT_EQ(ToRfc3339(mornings.DaysAgoFrom(then, 5, zones, zones.Of("Europe/Paris"))), "2026-02-07T23:00:00Z");
  EXPECT_EQ(ToRfc3339(mornings.DaysAgoFrom(then, 5, zones, zones.Of("Indian/Reunion"))), "2026-02-08T20:00:00Z");
}

}  // namespace
}  // namespace maillage::notifier
