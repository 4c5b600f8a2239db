// A request id: its change is made once, and a repeat is given the first answer.

#include <gmock/gmock.h>

#include <thread>

#include "platform/core/reasons.h"
#include "platform/pg/testing_notes.h"

namespace maillage::pg {
namespace {

using google::protobuf::StringValue;
using std::chrono::seconds;

using RequestsTest = NotesTest;

TEST_F(RequestsTest, ARepeatGivesTheFirstAnswerAndRunsNothing) {
  auto first = Create(db_, CallOf("95", "r-1"), "n-2");
  auto again = Create(db_, CallOf("95", "r-1"), "n-2");
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->value(), "n-2 after 1");
  EXPECT_EQ(again->value(), first->value());
  EXPECT_EQ(*Count("95"), 2);
  // Another Caf's request of the same id is another request.
  EXPECT_EQ(Create(db_, CallOf("75", "r-1"), "n-2")->value(), "n-2 after 1");
}

TEST_F(RequestsTest, ARequestIdWithAnotherBodyIsRefused) {
  ASSERT_TRUE(Create(db_, CallOf("95", "r-1", "d1"), "n-2"));
  auto reused = Create(db_, CallOf("95", "r-1", "d2"), "n-3");
  ASSERT_FALSE(reused);
  EXPECT_EQ(reused.error().reason, reason::kRequestIdReused.name);
  EXPECT_EQ(*Count("95"), 2);
}

TEST_F(RequestsTest, ConcurrentCallsOfOneRequestIdHaveOneEffectAndOneAnswer) {
  std::vector<std::thread> threads;
  std::vector<std::string> answers(8);
  for (auto& answer : answers) {
    threads.emplace_back([&] {
      Database own({database_.url(), 1});
      auto result = Create(own, CallOf("95", "r-1"), "n-2");
      answer = result ? result->value() : result.error().message;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_THAT(answers, testing::Each("n-2 after 1"));
  EXPECT_EQ(*Count("95"), 2);
}

TEST_F(RequestsTest, AFailedCallLeavesItsRequestIdFree) {
  auto failed = db_.Update<StringValue>(CallOf("95", "r-1"), [](Transaction& tx) -> Result<StringValue> {
    tx.Execute(kInsert, "95", "n-7", "lost");
    return Fail(reason::kNotFound, "no such thing");
  });
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, reason::kNotFound.name);
  EXPECT_EQ(*Count("95"), 1);
  EXPECT_TRUE(Create(db_, CallOf("95", "r-1"), "n-7"));
}

TEST_F(RequestsTest, AChangeWithoutAQueryIsRepeatedCorrectlyToo) {
  auto change = [](Transaction& tx) -> Result<StringValue> {
    tx.Execute(kBump, "n-1");
    return StringValue();
  };
  ASSERT_TRUE(db_.Update<StringValue>(CallOf("95", "r-1"), change));
  ASSERT_TRUE(db_.Update<StringValue>(CallOf("95", "r-1"), change));
  auto version = db_.Read<int>(Scope("95", In(seconds(5))), [](Transaction& tx) -> Result<int> {
    auto rows = tx.Query(kText, "n-1");
    return (*rows)[0].Get<int>("version");
  });
  EXPECT_EQ(*version, 1);
}

TEST_F(RequestsTest, ARepeatedRequestRunsNothingAfterItsCommit) {
  int done = 0;
  auto change = [&](Transaction& tx) -> Result<StringValue> {
    tx.AfterCommit([&] { ++done; });
    tx.Execute(kBump, "n-1");
    return StringValue();
  };
  ASSERT_TRUE(db_.Update<StringValue>(CallOf("95", "r-1"), change));
  EXPECT_EQ(done, 1);
  ASSERT_TRUE(db_.Update<StringValue>(CallOf("95", "r-1"), change));
  EXPECT_EQ(done, 1);
}

}  // namespace
}  // namespace maillage::pg
