#include <gtest/gtest.h>

#include "platform/core/reasons.h"
#include "platform/pg/session.h"
#include "platform/pg/test_database.h"

namespace maillage::pg {
namespace {

constexpr Statement kAdd{"add", "insert into numbers values ($1)"};
constexpr Statement kSum{"sum", "select coalesce(sum(number), 0)::bigint as sum from numbers"};
constexpr Statement kNone{"none", "select number from numbers where false"};
constexpr Statement kWrong{"wrong", "select 1 / (number - number) as nothing from numbers"};

class SessionAskTest : public testing::Test {
 protected:
  SessionAskTest() { database_.Script("set role maillage_test_owner; create table numbers (number int not null)"); }

  /// Adds the number and asks with `last`.
  Status Ask(int number, const Statement& last) {
    return session_.Ask(Scope::Internal(), [&](Transaction& tx) -> Status {
      tx.Execute(kAdd, number);
      tx.Execute(last);
      return {};
    });
  }
  std::int64_t Sum() {
    return *db_.Read<std::int64_t>(Scope::Internal(), [](Transaction& tx) -> Result<std::int64_t> {
      return (*tx.Query(kSum))[0].Get<std::int64_t>("sum");
    });
  }

  TestDatabase database_{"ask"};
  Database db_{{database_.url(), 1}};
  Session session_{db_};
};

TEST_F(SessionAskTest, TheRowsComeWithTheCommit) {
  ASSERT_TRUE(Ask(5, kSum));
  const auto rows = session_.Answer();
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ((*rows)[0].Get<std::int64_t>("sum"), 5);
  EXPECT_EQ(Sum(), 5);
  ASSERT_TRUE(Ask(6, kNone));
  EXPECT_TRUE(session_.Answer()->empty());
  EXPECT_EQ(Sum(), 11);
}

TEST_F(SessionAskTest, AnErrorLeavesNothing) {
  ASSERT_TRUE(Ask(5, kWrong));
  EXPECT_FALSE(session_.Answer());
  EXPECT_FALSE(session_.Ask(Scope::Internal(), [](Transaction& tx) -> Status {
    tx.Execute(kAdd, 7);
    return Fail(reason::kNotFound, "no such thing");
  }));
  EXPECT_EQ(Sum(), 0);
  const int generation = session_.generation();
  ASSERT_TRUE(Ask(8, kSum));
  EXPECT_TRUE(session_.Answer());
  EXPECT_EQ(session_.generation(), generation) << "the connection is kept";
}

TEST_F(SessionAskTest, AConnectionThatEndsBeforeTheAnswerIsMadeAnew) {
  ASSERT_TRUE(Ask(1, kSum));
  ASSERT_TRUE(session_.Answer());
  database_.Script("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database_.name() +
                   "' and pid <> pg_backend_pid()");
  const auto asked = Ask(2, kSum);
  EXPECT_FALSE(asked && session_.Answer());
  ASSERT_TRUE(Ask(4, kSum));
  EXPECT_TRUE(session_.Answer());
}

}  // namespace
}  // namespace maillage::pg
