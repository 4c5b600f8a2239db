#include "platform/fault/rules/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace maillage::fault {
namespace {

std::vector<std::string> Met(Rules& rules, Point point, When when, std::string_view about) {
  std::vector<std::string> ids;
  for (const auto& rule : rules.Meet(point, when, about)) ids.push_back(rule.id);
  return ids;
}

TEST(FaultRules, ActFromTheNthMatchingCallForSoManyTimes) {
  auto rules = Rules::Parse("second pg.commit after kill 2 1 0 request_*\nalways pg.commit after watch 1 0 0 *\n");

  EXPECT_THAT(Met(rules, Point::kPgCommit, When::kAfter, "request_record"), testing::ElementsAre("always"));
  EXPECT_THAT(Met(rules, Point::kPgCommit, When::kAfter, "outbox_read"), testing::ElementsAre("always"));
  EXPECT_THAT(Met(rules, Point::kPgCommit, When::kBefore, "request_record"), testing::IsEmpty());
  EXPECT_THAT(Met(rules, Point::kPgFlush, When::kAfter, "request_record"), testing::IsEmpty());
  EXPECT_THAT(Met(rules, Point::kPgCommit, When::kAfter, "request_record"), testing::ElementsAre("second", "always"));
  EXPECT_THAT(Met(rules, Point::kPgCommit, When::kAfter, "request_record"), testing::ElementsAre("always"));
}

TEST(FaultRules, CarryWhatToDo) {
  auto rules = Rules::Parse("slow smtp.message before delay 1 1 250 o-01@*");

  const auto met = rules.Meet(Point::kSmtpMessage, When::kBefore, "o-01@example.org");

  ASSERT_EQ(met.size(), 1u);
  EXPECT_EQ(met.front().action, Action::kDelay);
  EXPECT_EQ(met.front().milliseconds, 250);
}

TEST(FaultRules, RefuseAMistake) {
  EXPECT_THROW(Rules::Parse("a pg.comit after kill 1 1 0 *"), std::invalid_argument);
  EXPECT_THROW(Rules::Parse("a pg.commit afterwards kill 1 1 0 *"), std::invalid_argument);
  EXPECT_THROW(Rules::Parse("a pg.commit after explode 1 1 0 *"), std::invalid_argument);
  EXPECT_THROW(Rules::Parse("a pg.commit after kill 1 1"), std::invalid_argument);
}

TEST(FaultRules, EveryPointHasItsName) {
  for (int i = static_cast<int>(Point::kPgConnect); i <= static_cast<int>(Point::kSmtpMessage); ++i) {
    EXPECT_FALSE(NameOf(static_cast<Point>(i)).empty());
  }
}

}  // namespace
}  // namespace maillage::fault
