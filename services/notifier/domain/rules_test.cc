#include "notifier/domain/rules.h"

#include <gmock/gmock.h>

#include <set>

namespace maillage::notifier {
namespace {

// REMINDERS.md §8: every id of the table but training.*.
TEST(Rules, AreThoseOfTheTable) {
  std::set<std::string> names;
  for (const Rule& rule : AllRules()) names.insert(rule.name);
  EXPECT_THAT(names, testing::ElementsAre(
                         "event.cancelled", "meeting.absence", "meeting.closing", "meeting.eve", "meeting.invitation",
                         "meeting.materials", "meeting.minutes", "meeting.nudge", "meeting.repeated_absence",
                         "meeting.save_the_date", "meeting.survey", "meeting.survey_nudge", "meeting.week",
                         "registration.cancelled", "registration.confirmed", "registration.offer_closing",
                         "registration.offer_lapsed", "registration.seat_offered", "registration.switched",
                         "registration.waitlisted", "seminar.invitation", "seminar.save_the_date", "session.cancelled",
                         "session.changed", "session.rescheduled", "welcome.invitation", "welcome.nudge_30",
                         "welcome.nudge_60", "welcome.overdue"));
}

// §1 Category: "`transactional` (the rules sent at once and the offers')".
TEST(Rules, AreTransactionalWhenSentAtOnceOrAboutAnOffer) {
  for (const Rule& rule : AllRules()) {
    const std::string name = rule.name;
    const bool transactional =
        name.starts_with("registration.") || name.starts_with("session.") || name == "event.cancelled";
    EXPECT_EQ(rule.Transactional(), transactional) << name;
  }
}

TEST(Rules, AreFoundByName) {
  EXPECT_EQ(FindRule("meeting.eve"), &RuleOf(RuleId::kMeetingEve));
  EXPECT_EQ(FindRule("meeting.tea"), nullptr);
}

struct Override {
  const char* why;
  RuleOverride change;
  bool accepted;
};

// §1 Rule: "a Caf may switch a rule off, change its offset, its hour or its wording, never its meaning".
TEST(RuleSet, ChecksOverrides) {
  const std::vector<Override> overrides = {
      {"a reminder can be switched off",
       {.rule = "meeting.nudge", .off = true, .offset_days = {}, .hour = {}, .wording = {}},
       true},
      {"a transactional one cannot",
       {.rule = "session.cancelled", .off = true, .offset_days = {}, .hour = {}, .wording = {}},
       false},
      {"an offset of days", {.rule = "meeting.nudge", .offset_days = -12, .hour = {}, .wording = {}}, true},
      {"keeps its sign", {.rule = "meeting.nudge", .offset_days = 12, .hour = {}, .wording = {}}, false},
      {"is not zero", {.rule = "meeting.survey", .offset_days = 0, .hour = {}, .wording = {}}, false},
      {"is not one of hours",
       {.rule = "registration.offer_closing", .offset_days = -1, .hour = {}, .wording = {}},
       false},
      {"an hour of the day",
       {.rule = "meeting.eve", .offset_days = {}, .hour = std::chrono::hours{16}, .wording = {}},
       true},
      {"not one after it",
       {.rule = "meeting.eve", .offset_days = {}, .hour = std::chrono::hours{24}, .wording = {}},
       false},
      {"nor where there is none",
       {.rule = "session.changed", .offset_days = {}, .hour = std::chrono::hours{16}, .wording = {}},
       false},
      {"a wording", {.rule = "session.changed", .offset_days = {}, .hour = {}, .wording = "Bonjour"}, true},
      {"of a rule that exists", {.rule = "meeting.tea", .offset_days = {}, .hour = {}, .wording = "Bonjour"}, false},
  };
  for (const auto& each : overrides) EXPECT_EQ(RuleSet::Check(each.change).has_value(), each.accepted) << each.why;
}

}  // namespace
}  // namespace maillage::notifier
