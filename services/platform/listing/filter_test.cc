#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "platform/listing/listing.h"

namespace maillage::listing {

void PrintTo(const Condition& condition, std::ostream* out) {
  *out << condition.field << ' ' << condition.op << " [" << condition.value << ']';
}

namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

const std::vector<std::string> kFields{"kind", "display_name", "starts_at", "session.capacity"};

auto Is(const char* field, const char* op, const char* value) {
  return AllOf(Field(&Condition::field, field), Field(&Condition::op, op), Field(&Condition::value, value));
}

std::vector<Condition> Parsed(const std::string& filter) {
  auto conditions = ParseFilter(filter, kFields);
  EXPECT_TRUE(conditions) << filter << ": " << conditions.error().message;
  return conditions.value_or(std::vector<Condition>{});
}

TEST(Filter, IsConditionsJoinedByAnd) {
  EXPECT_THAT(Parsed("kind = \"WELCOME\" AND display_name : \"val\""),
              ElementsAre(Is("kind", "=", "WELCOME"), Is("display_name", ":", "val")));
  EXPECT_THAT(Parsed(""), IsEmpty());
  EXPECT_THAT(Parsed("  "), IsEmpty());
}

TEST(Filter, NeedsNoBlanksAndNoQuotes) {
  EXPECT_THAT(Parsed("kind=WELCOME  AND\nstarts_at>=2026-02-03T08:30:00Z"),
              ElementsAre(Is("kind", "=", "WELCOME"), Is("starts_at", ">=", "2026-02-03T08:30:00Z")));
  EXPECT_THAT(Parsed("session.capacity<-3"), ElementsAre(Is("session.capacity", "<", "-3")));
  EXPECT_THAT(Parsed("display_name:Éva"), ElementsAre(Is("display_name", ":", "Éva")));
}

TEST(Filter, KnowsEveryOperator) {
  for (const char* op : {"=", ":", "!=", ">=", "<=", ">", "<"}) {
    EXPECT_THAT(Parsed(std::string("kind ") + op + " x"), ElementsAre(Is("kind", op, "x"))) << op;
  }
}

TEST(Filter, TakesQuotedValuesAsTheyAre) {
  EXPECT_THAT(Parsed("display_name = \"a \\\"b\\\" \\\\ AND kind = c\""),
              ElementsAre(Is("display_name", "=", "a \"b\" \\ AND kind = c")));
  EXPECT_THAT(Parsed("display_name = 'l\\'amie'"), ElementsAre(Is("display_name", "=", "l'amie")));
  EXPECT_THAT(Parsed("display_name = \"\""), ElementsAre(Is("display_name", "=", "")));
  EXPECT_THAT(Parsed("display_name = \"AND\""), ElementsAre(Is("display_name", "=", "AND")));
}

TEST(Filter, RefusesTheRest) {
  for (const char* filter : {"kind",
                             "kind =",
                             "= x",
                             "colour = red",
                             "kind = x OR kind = y",
                             "NOT kind = x",
                             "(kind = x)",
                             "kind = x kind = y",
                             "kind = x AND",
                             "AND kind = x",
                             "kind = \"x",
                             "kind = \"x\\",
                             "kind = AND",
                             "kind == x",
                             "kind = x ANDkind = y",
                             "kind = \"x\"AND kind = y",
                             "kind = x,y",
                             "kind ~ x",
                             "Kind = x",
                             "kind = x and kind = y"}) {
    const auto conditions = ParseFilter(filter, kFields);
    ASSERT_FALSE(conditions) << filter;
    EXPECT_EQ(conditions.error().reason, "INVALID_FILTER") << filter;
  }
  EXPECT_THAT(ParseFilter("kind = x OR kind = y", kFields).error().message, HasSubstr("AND"));
}

TEST(Filter, IsBounded) {
  EXPECT_FALSE(ParseFilter("kind = \"" + std::string(2000, 'x') + "\"", kFields));
  std::string many = "kind = x";
  for (int i = 1; i < 20; ++i) many += " AND kind = x";
  EXPECT_EQ(Parsed(many).size(), 20u);
  EXPECT_FALSE(ParseFilter(many + " AND kind = x", kFields));
}

RC_GTEST_PROP(Filter, GivesBackAnyQuotedValue, (const std::string& value)) {
  std::string quoted;
  for (char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  const auto conditions = ParseFilter("kind = \"" + quoted + "\"", kFields);
  RC_ASSERT(conditions.has_value());
  RC_ASSERT(conditions->at(0).value == value);
}

}  // namespace
}  // namespace maillage::listing
