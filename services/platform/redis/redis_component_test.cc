#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/redis/due_queue.h"
#include "platform/redis/redis.h"
#include "platform/redis/test_redis.h"

namespace maillage::redis {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Instant At(int second) { return Instant(seconds(1'800'000'000 + second)); }

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
  DueQueue Queue(milliseconds lease = seconds(30)) { return DueQueue(*redis_, name_, 3, lease); }
  static std::vector<std::string> Members(const std::vector<Claim>& claims) {
    std::vector<std::string> members;
    for (const auto& claim : claims) members.push_back(claim.member);
    return members;
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

TEST_F(RedisTest, DueMembersAreClaimedOnceInDueOrder) {
  auto queue = Queue();
  ASSERT_TRUE(queue.Schedule({{"c", At(30)}, {"a", At(10)}, {"b", At(20)}, {"later", At(99)}}));
  EXPECT_EQ(**queue.Earliest(), At(10));
  auto first = queue.ClaimDue(At(30), 2);
  EXPECT_THAT(Members(*first), ElementsAre("a", "b"));
  EXPECT_EQ((*first)[0].due, At(10));
  EXPECT_GT((*first)[1].token, (*first)[0].token);
  EXPECT_THAT(Members(*queue.ClaimDue(At(30), 10)), ElementsAre("c"));
  EXPECT_THAT(*queue.ClaimDue(At(30), 10), IsEmpty());
  EXPECT_EQ(**queue.Earliest(), At(99));
  EXPECT_EQ(*queue.Size(), 4);
  EXPECT_EQ(*queue.Acknowledge(*first, {}), 2);
  EXPECT_EQ(*queue.Size(), 2);
}

TEST_F(RedisTest, SchedulingAgainMovesAMember) {
  auto queue = Queue();
  ASSERT_TRUE(queue.Schedule({{"a", At(10)}}));
  ASSERT_TRUE(queue.Schedule({{"a", At(50)}}));
  EXPECT_THAT(*queue.ClaimDue(At(49), 10), IsEmpty());
  EXPECT_EQ(*queue.Size(), 1);
  ASSERT_TRUE(queue.Remove({"a", "never was"}));
  EXPECT_THAT(*queue.ClaimDue(At(99), 10), IsEmpty());
  EXPECT_EQ(*queue.Earliest(), std::nullopt);
}

TEST_F(RedisTest, AMemberScheduledWhileClaimedComesBackAfterwards) {
  auto queue = Queue();
  ASSERT_TRUE(queue.Schedule({{"a", At(10)}}));
  auto claims = queue.ClaimDue(At(10), 1);
  ASSERT_TRUE(queue.Schedule({{"a", At(20)}}));
  EXPECT_THAT(*queue.ClaimDue(At(99), 10), IsEmpty());
  EXPECT_EQ(*queue.Acknowledge(*claims, {{"a", At(40)}}), 1);
  EXPECT_EQ(**queue.Earliest(), At(20));
}

TEST_F(RedisTest, AcknowledgingSchedulesWhatComesNext) {
  auto queue = Queue();
  ASSERT_TRUE(queue.Schedule({{"a", At(10)}}));
  auto claims = queue.ClaimDue(At(10), 1);
  EXPECT_EQ(*queue.Acknowledge(*claims, {{"a", At(15)}, {"other", At(12)}}), 1);
  EXPECT_THAT(Members(*queue.ClaimDue(At(15), 10)), ElementsAre("other", "a"));
}

TEST_F(RedisTest, ALeaseThatIsOverIsClaimedAgainAndTheOldTokenIsStale) {
  auto queue = Queue(milliseconds(50));
  ASSERT_TRUE(queue.Schedule({{"a", At(10)}}));
  auto lost = queue.ClaimDue(At(10), 1);
  ASSERT_THAT(*lost, SizeIs(1));
  EXPECT_THAT(*queue.ClaimDue(At(10), 1), IsEmpty());
  std::this_thread::sleep_for(milliseconds(80));
  auto again = queue.ClaimDue(At(10), 1);
  ASSERT_THAT(*again, SizeIs(1));
  EXPECT_EQ((*again)[0].due, At(10));
  EXPECT_GT((*again)[0].token, (*lost)[0].token);
  EXPECT_EQ(*queue.Acknowledge(*lost, {{"a", At(77)}}), 0);
  EXPECT_EQ(*queue.Size(), 1);
  EXPECT_EQ(*queue.Acknowledge(*again, {}), 1);
  EXPECT_EQ(*queue.Size(), 0);
}

TEST_F(RedisTest, AFlushEmptiesTheQueueAndTokensStillRise) {
  auto queue = Queue();
  ASSERT_TRUE(queue.Schedule({{"a", At(10)}, {"b", At(10)}}));
  auto before = queue.ClaimDue(At(10), 1);
  Flush();
  EXPECT_EQ(*queue.Size(), 0);
  EXPECT_EQ(*queue.Acknowledge(*before, {}), 0);
  ASSERT_TRUE(queue.Schedule({{"a", At(10)}}));
  auto after = queue.ClaimDue(At(10), 1);
  ASSERT_THAT(*after, SizeIs(1));
  EXPECT_GT((*after)[0].token, (*before)[0].token);
}

TEST_F(RedisTest, ConcurrentWorkersNeverClaimTheSame) {
  auto queue = Queue();
  std::vector<DueQueue::Entry> entries;
  for (int i = 0; i < 2000; ++i) entries.push_back({"m-" + std::to_string(i), At(i % 10)});
  ASSERT_TRUE(queue.Schedule(entries));
  std::vector<std::vector<Claim>> claimed(4);
  std::vector<std::thread> workers;
  for (auto& own : claimed) {
    workers.emplace_back([&] {
      while (true) {
        auto claims = queue.ClaimDue(At(10), 50);
        if (!claims || claims->empty()) return;
        own.insert(own.end(), claims->begin(), claims->end());
      }
    });
  }
  for (auto& worker : workers) worker.join();
  std::set<std::string> members;
  std::set<std::int64_t> tokens;
  std::size_t total = 0;
  for (const auto& own : claimed) {
    for (const auto& claim : own) {
      members.insert(claim.member);
      tokens.insert(claim.token);
      ++total;
    }
  }
  EXPECT_EQ(total, 2000u);
  EXPECT_THAT(members, SizeIs(2000));
  EXPECT_THAT(tokens, SizeIs(2000));
}

}  // namespace
}  // namespace maillage::redis
