#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/inbox/consumer.h"
#include "platform/kafka/test_topics.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/test_database.h"

namespace maillage::inbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

constexpr char kTopic[] = "maillage.test.events";
constexpr char kOther[] = "maillage.other.events";
constexpr pg::Statement kEffect{"effect", "insert into effects (text) values ($1)"};
constexpr pg::Statement kEffects{"effects", "select text from effects order by id"};

class ConsumerTest : public testing::Test {
 protected:
  ConsumerTest() {
    database_.Script(
        "set role maillage_test_owner; create table effects (id bigint generated always as identity primary key, text "
        "text not null)");
  }

  static kafka::Envelope Event(const std::string& key, const std::string& text, int time = 0) {
    return kafka::TestEvent(kTopic, key, text, Instant(seconds(time)));
  }
  void Send(const std::vector<kafka::Envelope>& events) {
    ASSERT_THAT(producer_.Send(events, seconds(30)), SizeIs(events.size()));
  }
  ConsumerConfig Config() const {
    ConsumerConfig config;
    config.kafka = topics_.config();
    config.group = "test";
    config.topics = {kTopic, kOther};
    config.attempts = 3;
    return config;
  }
  /// Writes each event's text down; `poison` is an event that cannot be applied.
  Handler Recorder() {
    Handler handler;
    handler.apply = [this](pg::Transaction& tx, const std::vector<kafka::Envelope>& events) -> Status {
      for (const auto& event : events) {
        if (event.payload == "poison") {
          ++tried_;
          return Fail(reason::kInvalidRequest, "cannot be applied");
        }
        if (event.payload == "throw") throw std::logic_error("a mistake");
        tx.Execute(kEffect, event.payload);
      }
      return {};
    };
    handler.committed = [this] { ++committed_; };
    handler.rolled_back = [this] { ++rolled_back_; };
    return handler;
  }
  bool Caught(const Consumer& consumer) {
    for (int i = 0; i < 3000; ++i) {
      bool all = consumer.Quiet();
      for (const auto& [partition, next] : producer_.Positions()) {
        all = all && consumer.Reached(partition.first, partition.second, next);
      }
      if (all) return true;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
  }
  /// What a scrape finds for the partition of the key "k".
  bool SeesLag(int events) {
    const auto partition = std::to_string(producer_.Positions().begin()->first.second);
    const auto series = "maillage_consumer_lag{group=\"test\",partition=\"" + partition + "\",topic=\"" + kTopic +
                        "\"} " + std::to_string(events) + "\n";
    for (int i = 0; i < 3000; ++i) {
      if (metrics::Registry::Process().Text().find(series) != std::string::npos) return true;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return false;
  }
  /// Remembers nothing outside the database: its commits are flushed later.
  Handler ForgetfulRecorder() {
    auto handler = Recorder();
    handler.rolled_back = {};
    return handler;
  }
  void EndSessions() {
    database_.Script("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database_.name() +
                     "' and pid <> pg_backend_pid()");
  }
  std::vector<std::string> Effects() {
    return *db_.Read<std::vector<std::string>>(pg::Scope::Internal(),
                                               [](pg::Transaction& tx) -> Result<std::vector<std::string>> {
                                                 std::vector<std::string> texts;
                                                 auto rows = tx.Query(kEffects);
                                                 if (!rows) return Propagate(rows);
                                                 for (const auto row : *rows)
                                                   texts.push_back(row.Get<std::string>("text"));
                                                 return texts;
                                               });
  }

  pg::TestDatabase database_{"inbox"};
  pg::Database db_{{database_.url()}};
  kafka::TestTopics topics_{{kTopic, kOther}};
  kafka::Producer producer_{topics_.config()};
  std::atomic<int> tried_ = 0, committed_ = 0, rolled_back_ = 0;
};

TEST_F(ConsumerTest, TheSameEventAThousandTimesHasOneEffect) {
  Send(std::vector<kafka::Envelope>(500, Event("k", "once")));
  const auto other = Event("k", "other");
  Send({other});
  Consumer consumer(db_, producer_, Config(), Recorder());
  consumer.Start();
  ASSERT_TRUE(Caught(consumer));
  Send(std::vector<kafka::Envelope>(500, other));
  ASSERT_TRUE(Caught(consumer));
  EXPECT_THAT(Effects(), ElementsAre("once", "other"));
  EXPECT_TRUE(consumer.CaughtUp());
  EXPECT_GE(committed_, 2);
}

TEST_F(ConsumerTest, APoisonMessageGoesToTheDeadLettersAndThePartitionGoesOn) {
  auto unreadable = Event("k", "unreadable");
  unreadable.id.clear();
  const auto poison = Event("k", "poison");
  Send({Event("k", "before"), poison, Event("k", "between"), unreadable, Event("k", "throw"), Event("k", "after")});
  Consumer consumer(db_, producer_, Config(), Recorder());
  consumer.Start();
  ASSERT_TRUE(Caught(consumer));
  EXPECT_THAT(Effects(), ElementsAre("before", "between", "after"));
  EXPECT_GE(tried_, 3);
  EXPECT_GE(rolled_back_, 3);
  const auto dead = topics_.ReadAll(std::string(kTopic) + ".dlq");
  ASSERT_THAT(dead, SizeIs(3));
  EXPECT_EQ(dead[0].id, poison.id);
  EXPECT_EQ(dead[0].payload, "poison");
  EXPECT_EQ(dead[0].key, "k");
  EXPECT_THAT(dead[0].extensions, Contains(Pair("dlq_reason", "INVALID_REQUEST")));
  EXPECT_THAT(dead[0].extensions, Contains(Pair("dlq_error", "cannot be applied")));
  EXPECT_THAT(dead[0].extensions, Contains(Pair("dlq_topic", kTopic)));
  EXPECT_THAT(dead[0].extensions, Contains(Pair("dlq_offset", "1")));
  EXPECT_EQ(dead[1].payload, "unreadable");
  EXPECT_EQ(dead[2].payload, "throw");
}

TEST_F(ConsumerTest, AFaultOfTheMomentIsNeverADeadLetter) {
  std::atomic<int> refusals = 6;
  auto handler = Recorder();
  handler.apply = [&, apply = handler.apply](pg::Transaction& tx,
                                             const std::vector<kafka::Envelope>& events) -> Status {
    if (refusals-- > 0) return Fail(reason::kServiceUnavailable, "not now");
    return apply(tx, events);
  };
  Send({Event("k", "patient")});
  Consumer consumer(db_, producer_, Config(), handler);
  consumer.Start();
  ASSERT_TRUE(Caught(consumer));
  EXPECT_THAT(Effects(), ElementsAre("patient"));
  EXPECT_THAT(topics_.ReadAll(std::string(kTopic) + ".dlq"), IsEmpty());
}

TEST_F(ConsumerTest, WhatLiesReadyWhenItStopsIsForTheNext) {
  std::atomic<bool> away = true;
  auto handler = Recorder();
  handler.apply = [&, apply = handler.apply](pg::Transaction& tx,
                                             const std::vector<kafka::Envelope>& events) -> Status {
    if (away) return Fail(reason::kServiceUnavailable, "not now");
    return apply(tx, events);
  };
  Send({Event("k", "first")});
  {
    Consumer stopped(db_, producer_, Config(), handler);
    stopped.Start();
    ASSERT_TRUE(SeesLag(1));
    Send({Event("k", "second"), Event("k", "third")});
    ASSERT_TRUE(SeesLag(3)) << "while the consumer's thread is busy with the first";
  }
  away = false;
  Consumer next(db_, producer_, Config(), handler);
  next.Start();
  ASSERT_TRUE(Caught(next));
  EXPECT_THAT(Effects(), ElementsAre("first", "second", "third"));
  EXPECT_TRUE(SeesLag(0));
}

TEST_F(ConsumerTest, EventsAreHandedOverInTheOrderOfTheirTime) {
  std::vector<kafka::Envelope> events;
  for (int i = 0; i < 300; ++i) {
    events.push_back(Event("key-" + std::to_string(i % 11), std::to_string(1000 + i), i));
    if (i % 3 == 0) events.back().topic = kOther;
  }
  // Each partition has its events in the order of time; one topic arrives whole before the other.
  std::stable_sort(events.begin(), events.end(), [](const auto& a, const auto& b) { return a.topic < b.topic; });
  Send(events);
  auto config = Config();
  config.ordered_by_time = true;
  config.batch = 20;
  Consumer consumer(db_, producer_, config, Recorder());
  consumer.Start();
  ASSERT_TRUE(Caught(consumer));
  const auto effects = Effects();
  EXPECT_THAT(effects, SizeIs(300));
  EXPECT_TRUE(std::is_sorted(effects.begin(), effects.end()));
}

TEST_F(ConsumerTest, PositionsAreKnownAfterTheAssignmentWithoutAnyEvent) {
  Consumer consumer(db_, producer_, Config(), Recorder());
  EXPECT_FALSE(consumer.Reached(kTopic, 0, 0));
  EXPECT_TRUE(consumer.Reached("maillage.unknown.events", 0, 7));
  consumer.Start();
  for (int i = 0; i < 500 && !consumer.Reached(kTopic, 2, 0); ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(consumer.Reached(topics_.config().prefix + kTopic, 0, 0));
  EXPECT_FALSE(consumer.Reached(kTopic, 0, 1));
  EXPECT_TRUE(Caught(consumer));
}

TEST_F(ConsumerTest, ASuccessorTakesOverAtOnceAndRepeatsNothing) {
  Send({Event("a", "1"), Event("b", "2"), Event("c", "3")});
  {
    Consumer first(db_, producer_, Config(), Recorder());
    first.Start();
    ASSERT_TRUE(Caught(first));
    const auto start = std::chrono::steady_clock::now();
    first.Stop();
    EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(2));
  }
  Send({Event("a", "4")});
  std::atomic<int> seen = 0;
  auto handler = Recorder();
  handler.apply = [&, apply = handler.apply](pg::Transaction& tx, const std::vector<kafka::Envelope>& events) {
    seen += static_cast<int>(events.size());
    return apply(tx, events);
  };
  Consumer second(db_, producer_, Config(), handler);
  const auto start = std::chrono::steady_clock::now();
  second.Start();
  ASSERT_TRUE(Caught(second));
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(5));
  EXPECT_EQ(seen, 1);
  EXPECT_THAT(Effects(), testing::UnorderedElementsAre("1", "2", "3", "4"));
}

// A crash of PostgreSQL, as the consumer sees it: its session ends, and what was not flushed is gone.
TEST_F(ConsumerTest, WhatTheDatabaseHasLostIsAppliedAgainInOrder) {
  auto config = Config();
  config.flush = seconds(3600);
  Consumer consumer(db_, producer_, config, ForgetfulRecorder());
  consumer.Start();
  Send({Event("k", "1"), Event("k", "2")});
  ASSERT_TRUE(Caught(consumer));
  ASSERT_THAT(Effects(), ElementsAre("1", "2"));
  database_.Script("truncate effects, public.inbox");
  EndSessions();
  Send({Event("k", "3")});
  ASSERT_TRUE(Caught(consumer));
  EXPECT_THAT(Effects(), ElementsAre("1", "2", "3"));
}

TEST_F(ConsumerTest, AnOffsetIsCommittedWhenItsEffectsAreFlushed) {
  auto config = Config();
  config.flush = milliseconds(1);
  {
    Consumer consumer(db_, producer_, config, ForgetfulRecorder());
    consumer.Start();
    Send({Event("k", "1"), Event("k", "2")});
    ASSERT_TRUE(Caught(consumer));
  }
  database_.Script("truncate effects, public.inbox");  // who reads them again applies them again
  Consumer next(db_, producer_, config, ForgetfulRecorder());
  next.Start();
  Send({Event("k", "3")});
  ASSERT_TRUE(Caught(next));
  EXPECT_THAT(Effects(), ElementsAre("3"));
}

TEST_F(ConsumerTest, AFailedEventLosesNothingOfWhatWaitsForTheDisk) {
  auto config = Config();
  config.flush = seconds(3600);
  Consumer consumer(db_, producer_, config, ForgetfulRecorder());
  consumer.Start();
  Send({Event("k", "before")});
  ASSERT_TRUE(Caught(consumer));
  Send({Event("k", "throw"), Event("k", "poison"), Event("k", "after")});
  ASSERT_TRUE(Caught(consumer));
  EXPECT_THAT(Effects(), ElementsAre("before", "after"));
  EXPECT_THAT(topics_.ReadAll(std::string(kTopic) + ".dlq"), SizeIs(2));
}

TEST_F(ConsumerTest, TwoReplicasShareThePartitions) {
  Consumer one(db_, producer_, Config(), Recorder()), other(db_, producer_, Config(), Recorder());
  one.Start();
  other.Start();
  std::vector<kafka::Envelope> events;
  for (int i = 0; i < 200; ++i) events.push_back(Event("key-" + std::to_string(i), std::to_string(i)));
  for (int i = 0; i < 200; i += 20) {
    Send({events.begin() + i, events.begin() + i + 20});
    std::this_thread::sleep_for(milliseconds(50));
  }
  for (int i = 0; i < 1000 && Effects().size() < 200; ++i) std::this_thread::sleep_for(milliseconds(20));
  EXPECT_THAT(Effects(), SizeIs(200));
}

}  // namespace
}  // namespace maillage::inbox
