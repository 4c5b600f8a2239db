#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/pg/array.h"
#include "platform/pg/database.h"
#include "platform/pg/test_database.h"

namespace maillage::pg {
namespace {

using testing::ElementsAre;

constexpr char kRowsSql[] =
    "select coalesce(t, 'null') as t, coalesce(n, 0) as n, coalesce(b, false) as b, coalesce(i, 'epoch') as i, "
    "coalesce(y, '') as y, place::int as place, null::text as nothing, 0.5::float8 as half "
    "from unnest($1::text[], $2::bigint[], $3::boolean[], $4::timestamptz[], $5::bytea[]) "
    "with ordinality as row (t, n, b, i, y, place) order by place";
constexpr Statement kRows{"array_rows", kRowsSql};
constexpr Statement kBinaryRows{"array_binary_rows", kRowsSql, Statement::Rows::kBinary};

class ArrayTest : public testing::Test {
 protected:
  template <class... Args>
  Result<Rows> Ask(const Args&... args) {
    return AskBy(kRows, args...);
  }
  template <class... Args>
  Result<Rows> AskBy(const Statement& statement, const Args&... args) {
    std::optional<Rows> kept;
    auto asked = database_.Read<bool>(Scope::Internal(), [&](Transaction& tx) -> Result<bool> {
      auto rows = tx.Query(statement, args...);
      if (!rows) return Propagate(rows);
      kept = std::move(*rows);
      return true;
    });
    if (!asked) return Propagate(asked);
    return std::move(*kept);
  }

  TestDatabase server_{"array"};
  Database database_{{server_.url(), 1}};
};

TEST_F(ArrayTest, ArrivesAsItIs) {
  const std::vector<std::string> texts{"", "Aïcha", R"({"a",\NULL,'b'})", "NULL", "two\nlines"};
  const std::vector<std::int64_t> numbers{0, -1, INT64_MAX, INT64_MIN, 256};
  const auto before = ParseInstant("1999-12-31T23:59:59.999999Z").value();
  const std::vector<Instant> instants{Instant{}, before, before + std::chrono::microseconds(1),
                                      ParseInstant("2026-02-03T08:30:00.000001Z").value(), Instant{}};
  Array<std::string> text;
  Array<std::int64_t> number;
  Array<bool> flag;
  Array<Instant> instant;
  Array<Bytes> bytes;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    text.Add(texts[i]);
    number.Add(numbers[i]);
    flag.Add(i % 2 == 1);
    instant.Add(instants[i]);
    bytes.Add(Bytes{std::string(i, '\0') + "\xff"});
  }
  for (const auto& statement : {kRows, kBinaryRows}) {
    const auto rows = AskBy(statement, text, number, flag, instant, bytes);
    ASSERT_TRUE(rows) << rows.error().message;
    ASSERT_EQ(rows->size(), 5);
    for (int i = 0; i < 5; ++i) {
      const auto at = static_cast<std::size_t>(i);
      const auto row = (*rows)[i];
      EXPECT_EQ(row.Get<std::string>("t"), texts[at]);
      EXPECT_EQ(row.Get<std::int64_t>("n"), numbers[at]);
      EXPECT_EQ(row.Get<bool>("b"), i % 2 == 1);
      EXPECT_EQ(row.Get<Instant>("i"), instants[at]);
      EXPECT_EQ(row.Get<Bytes>("y").data, std::string(at, '\0') + "\xff");
      EXPECT_EQ(row.Get<int>("place"), i + 1);
      EXPECT_EQ(row.Get<std::optional<std::string>>("nothing"), std::nullopt);
    }
  }
}

TEST_F(ArrayTest, BinaryRowsHaveNoColumnOfAnotherType) {
  const auto ask = [&](const Statement& statement) {
    Array<std::string> one;
    one.Add("");
    return AskBy(statement, one, Array<std::int64_t>(), Array<bool>(), Array<Instant>(), Array<Bytes>());
  };
  EXPECT_EQ((*ask(kRows))[0].Get<double>("half"), 0.5);
  EXPECT_THROW((void)(*ask(kBinaryRows))[0].Get<double>("half"), std::logic_error);
}

TEST_F(ArrayTest, NothingIsNull) {
  Array<std::string> text;
  text.AddOrNull(std::nullopt);
  text.AddOrNull("x");
  Array<Instant> instant;
  instant.AddOrNull(std::nullopt);
  const auto rows = Ask(text, Array<std::int64_t>(), Array<bool>(), instant, Array<Bytes>());
  ASSERT_TRUE(rows) << rows.error().message;
  ASSERT_EQ(rows->size(), 2);
  EXPECT_EQ((*rows)[0].Get<std::string>("t"), "null");
  EXPECT_EQ((*rows)[1].Get<std::string>("t"), "x");
  EXPECT_EQ((*rows)[0].Get<Instant>("i"), Instant{});
}

TEST_F(ArrayTest, TextThatIsNoUtf8IsRefused) {
  Array<std::string> text;
  text.Add("no \xE9tage");
  EXPECT_FALSE(Ask(text, Array<std::int64_t>(), Array<bool>(), Array<Instant>(), Array<Bytes>()));
}

}  // namespace
}  // namespace maillage::pg
