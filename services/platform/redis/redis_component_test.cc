#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/redis/redis.h"
#include "platform/redis/test_redis.h"

namespace maillage::redis {
namespace {

using std::chrono::milliseconds;

class RedisTest : public testing::Test {
 protected:
  RedisTest() {
    auto config = TestConfig();
    config.pool_size = 2;
    redis_.emplace(config);
  }
  ~RedisTest() override { Flush(); }

  /// As FLUSHALL, for this test's keys: the server is shared.
  void Flush() {
    auto keys = redis_->Command({"KEYS", "*" + name_ + "*"});
    for (const auto& key : keys->items) (void)redis_->Command({"DEL", key.text});
  }

  const std::string name_ = "test-" + NewUuid();
  std::optional<Redis> redis_;
};

TEST_F(RedisTest, CommandsAnswerWhatTheyFound) {
  EXPECT_EQ(redis_->Command({"SET", name_, "a"})->text, "OK");
  EXPECT_EQ(redis_->Command({"GET", name_})->text, "a");
  EXPECT_EQ(redis_->Command({"GET", name_ + "none"})->kind, Reply::Kind::kNil);
  EXPECT_EQ(redis_->Command({"INCR", name_ + "n"})->integer, 1);
  EXPECT_EQ(redis_->Command({"NOPE"}).error().reason, reason::kInternal.name);
}

TEST_F(RedisTest, AScriptThatRedisHasLostIsLoadedAgain) {
  static constexpr Script kTwice{"twice", "return tonumber(ARGV[1]) * 2"};
  EXPECT_EQ(redis_->Run(kTwice, {}, {"21"})->integer, 42);
  ASSERT_TRUE(redis_->Command({"SCRIPT", "FLUSH"}));
  EXPECT_EQ(redis_->Run(kTwice, {}, {"21"})->integer, 42);
}

TEST_F(RedisTest, AConnectionThatTheServerClosedIsReplaced) {
  const auto id = redis_->Command({"CLIENT", "ID"})->integer;
  Redis other(TestConfig());
  ASSERT_TRUE(other.Command({"CLIENT", "KILL", "ID", std::to_string(id)}));
  auto next = redis_->Command({"CLIENT", "ID"});
  ASSERT_TRUE(next) << next.error().message;
  EXPECT_NE(next->integer, id);
}

TEST_F(RedisTest, ARedisThatIsAwayIsReported) {
  Redis away({"127.0.0.1", 1, 1, milliseconds(200)});
  EXPECT_EQ(away.Command({"PING"}).error().reason, reason::kRedisUnavailable.name);
}

}  // namespace
}  // namespace maillage::redis
