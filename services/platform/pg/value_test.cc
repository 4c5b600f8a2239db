#include "platform/pg/value.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "platform/pg/transaction.h"

namespace maillage::pg {
namespace {

TEST(Value, ReadsWhatPostgresWrites) {
  EXPECT_EQ(FromText<std::int64_t>("-9007199254740993"), -9007199254740993);
  EXPECT_EQ(FromText<double>("0.1"), 0.1);
  EXPECT_TRUE(FromText<bool>("t"));
  EXPECT_EQ(ToRfc3339(FromText<Instant>("2026-02-03 08:30:00.000001+00")), "2026-02-03T08:30:00.000001Z");
  EXPECT_EQ(ToString(FromText<CivilDate>("2024-02-29")), "2024-02-29");
  EXPECT_EQ(ToString(FromText<LocalTime>("2026-02-03 09:30:00")), "2026-02-03T09:30");
  EXPECT_EQ(FromText<Bytes>("\\x00ff41").data, std::string("\x00\xff\x41", 3));
  EXPECT_EQ(FromText<std::vector<std::string>>(R"({a,"b,\"c\\d",""})"),
            (std::vector<std::string>{"a", "b,\"c\\d", ""}));
  EXPECT_TRUE(FromText<std::vector<std::string>>("{}").empty());
}

TEST(Value, AWrongTypeIsAMistakeInTheSql) {
  EXPECT_THROW(FromText<int>("12a"), std::logic_error);
  EXPECT_THROW(FromText<int>("3000000000"), std::logic_error);
  EXPECT_THROW(FromText<bool>("yes"), std::logic_error);
  EXPECT_THROW(FromText<Instant>("2026-02-03 08:30:00+01"), std::logic_error);
  EXPECT_THROW(FromText<Bytes>("\\xzz"), std::logic_error);
  EXPECT_THROW(FromText<std::vector<std::string>>("{NULL}"), std::logic_error);
}

TEST(Value, ABinaryFormOfAnotherLengthIsAMistakeInTheSql) {
  EXPECT_EQ(FromBinary<int>(std::string_view("\xff\xff\xff\xfe", 4)), -2);
  EXPECT_THROW(FromBinary<std::int64_t>(std::string_view("\0\0\0\1", 4)), std::logic_error);
  EXPECT_THROW(FromBinary<bool>(""), std::logic_error);
}

TEST(Value, ArraysAreQuoted) {
  EXPECT_EQ(Param(std::vector<std::string>{"a b", "q\"", "b\\"}).text(), R"({"a b","q\"","b\\"})");
  EXPECT_EQ(Param(std::vector<std::int64_t>{1, 2}).text(), "{1,2}");
}

TEST(Value, CopyLinesAreEscaped) {
  EXPECT_EQ(CopyLine({"a\tb", std::nullopt, 3, "c\\d\n", Bytes{"\x01\xff"}}), "a\\tb\t\\N\t3\tc\\\\d\\n\t\\\\x01ff\n");
}

}  // namespace
}  // namespace maillage::pg
