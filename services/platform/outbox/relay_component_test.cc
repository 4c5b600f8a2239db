#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <latch>
#include <map>
#include <thread>

#include "platform/kafka/test_topics.h"
#include "platform/outbox/outbox.h"
#include "platform/outbox/reader.h"
#include "platform/outbox/relay.h"
#include "platform/pg/test_database.h"

namespace maillage::outbox {
namespace {

using google::protobuf::StringValue;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kTopic[] = "maillage.test.events";
constexpr pg::Statement kDepth{"depth", "select count(*) as rows from outbox"};
constexpr pg::Statement kForbidden{"forbidden", "select count(*) as rows from outbox where caf = '95'"};

class RelayTest : public testing::Test {
 protected:
  Status Publish(const std::string& key, const std::vector<std::string>& texts,
                 const std::function<void()>& before_commit = {}) {
    auto done = db_.Write<int>(
        pg::Scope("95", std::chrono::steady_clock::now() + seconds(10)), [&](pg::Transaction& tx) -> Result<int> {
          for (const auto& text : texts) {
            StringValue message;
            message.set_value(text);
            Append(tx, {kTopic, key, "95", Instant(seconds(1'800'000'000)), Trace::New()}, message);
          }
          if (before_commit) {
            (void)tx.Query(kForbidden);  // the rows are in the table
            before_commit();
          }
          return 1;
        });
    return done ? Status() : Status(Propagate(done));
  }
  std::int64_t Depth() {
    return *db_.Read<std::int64_t>(pg::Scope::Internal(), [](pg::Transaction& tx) -> Result<std::int64_t> {
      return (*tx.Query(kDepth))[0].Get<std::int64_t>("rows");
    });
  }
  void AwaitQuiet(const Relay& relay) {
    for (int i = 0; i < 2000 && !relay.Quiet(); ++i) std::this_thread::sleep_for(milliseconds(5));
    ASSERT_TRUE(relay.Quiet());
  }
  std::map<std::string, std::vector<std::string>> Log() {
    std::map<std::string, std::vector<std::string>> log;
    for (const auto& event : topics_.ReadAll(kTopic)) {
      StringValue message;
      message.ParseFromString(event.payload);
      log[event.key].push_back(message.value());
    }
    return log;
  }

  pg::TestDatabase database_{"outbox"};
  pg::Database db_{{database_.url()}};
  kafka::TestTopics topics_{{kTopic}};
  kafka::Producer producer_{topics_.config()};
};

TEST_F(RelayTest, PublishesInOrderPerKeyAndEmptiesTheOutbox) {
  std::map<std::string, std::vector<std::string>> expected;
  for (int i = 0; i < 300; ++i) {
    const auto key = "cafs/95/events/e-" + std::to_string(i % 7);
    ASSERT_TRUE(Publish(key, {std::to_string(i), std::to_string(i) + "b"}));
    expected[key].push_back(std::to_string(i));
    expected[key].push_back(std::to_string(i) + "b");
  }
  Relay relay(db_, producer_, "maillage/test", {.batch = 50});
  relay.Start();
  AwaitQuiet(relay);
  EXPECT_EQ(Depth(), 0);
  EXPECT_EQ(Log(), expected);
}

TEST_F(RelayTest, AnEventArrivesWholeAsACloudEvent) {
  ASSERT_TRUE(Publish("cafs/95/events/e-1", {"hello"}));
  Relay relay(db_, producer_, "maillage/test", {});
  relay.Start();
  AwaitQuiet(relay);
  const auto events = topics_.ReadAll(kTopic);
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].type, "google.protobuf.StringValue");
  EXPECT_EQ(events[0].source, "maillage/test");
  EXPECT_EQ(events[0].caf, "95");
  EXPECT_EQ(events[0].id.size(), 36u);
  EXPECT_EQ(events[0].time, Instant(seconds(1'800'000'000)));
  EXPECT_EQ(events[0].traceparent.size(), 55u);
  const auto positions = producer_.Positions();
  ASSERT_EQ(positions.size(), 1u);
  EXPECT_EQ(positions.begin()->first.first, topics_.config().prefix + kTopic);
  EXPECT_EQ(positions.begin()->second, 1);
}

TEST_F(RelayTest, WhatIsAppendedTogetherArrivesInItsOrderAndWhole) {
  std::vector<Event> events;
  std::vector<std::string> expected;
  for (int i = 0; i < 50; ++i) {
    StringValue message;
    message.set_value("été \n\"" + std::to_string(i) + "\" \\x00 {a,b}");
    expected.push_back(message.value());
    events.emplace_back(Fact{kTopic, "cafs/95/people/{p},\"1\"", "95",
                             Instant(std::chrono::microseconds(1'800'000'000'123'456)), Trace::New()},
                        message);
  }
  auto written = db_.Write<int>(pg::Scope("95", std::chrono::steady_clock::now() + seconds(10)),
                                [&](pg::Transaction& tx) -> Result<int> {
                                  AppendAll(tx, {});
                                  AppendAll(tx, events);
                                  return 1;
                                });
  ASSERT_TRUE(written) << written.error().message;
  Relay relay(db_, producer_, "maillage/test", {});
  relay.Start();
  AwaitQuiet(relay);
  EXPECT_EQ(Log()["cafs/95/people/{p},\"1\""], expected);
  const auto arrived = topics_.ReadAll(kTopic);
  ASSERT_EQ(arrived.size(), 50u);
  EXPECT_EQ(arrived[0].type, "google.protobuf.StringValue");
  EXPECT_EQ(arrived[0].caf, "95");
  EXPECT_EQ(arrived[0].time, events[0].fact.time);
  EXPECT_EQ(arrived[0].traceparent, events[0].fact.trace.ToTraceparent());
}

TEST_F(RelayTest, ATransactionThatCommitsAfterOneWithAHigherIdIsPublishedToo) {
  Relay relay(db_, producer_, "maillage/test", {.poll = seconds(60)});
  relay.Start();
  std::latch appended(1), published(1);
  std::thread slow([&] {
    ASSERT_TRUE(Publish("cafs/95/events/slow", {"lower id, commits last"}, [&] {
      appended.count_down();
      published.wait();
    }));
  });
  appended.wait();
  ASSERT_TRUE(Publish("cafs/95/events/quick", {"higher id, commits first"}));
  AwaitQuiet(relay);
  EXPECT_THAT(Log()["cafs/95/events/quick"], ElementsAre("higher id, commits first"));
  published.count_down();
  slow.join();
  AwaitQuiet(relay);
  EXPECT_THAT(Log()["cafs/95/events/slow"], ElementsAre("lower id, commits last"));
  EXPECT_EQ(Depth(), 0);
}

TEST_F(RelayTest, ALateRowIsNotOvertakenByTheNextOfItsKey) {
  RelayQueue queue(db_, "maillage/test", {.batch = 8});  // reads two rows
  Reader reader(queue);
  UnderWay under_way(producer_, [] {});
  const auto read = [&] {
    std::vector<std::string> texts;
    auto rows = reader.Read(under_way);
    EXPECT_TRUE(rows);
    for (const auto& event : rows->events) {
      StringValue message;
      message.ParseFromString(event.payload);
      texts.push_back(message.value());
    }
    EXPECT_TRUE(texts.empty() || under_way.Send(*std::move(rows)));
    return texts;
  };
  std::latch appended(1), looked(1);
  std::thread slow([&] {
    ASSERT_TRUE(Publish("k", {"late"}, [&] {
      appended.count_down();
      looked.wait();
    }));
  });
  appended.wait();
  ASSERT_TRUE(Publish("other", {"1", "2", "3"}));
  EXPECT_THAT(read(), ElementsAre("1", "2"));
  EXPECT_TRUE(reader.InPass());
  looked.count_down();
  slow.join();
  ASSERT_TRUE(Publish("k", {"its next"}));
  EXPECT_THAT(read(), ElementsAre("3")) << "the pass ends at the newest row that its beginning saw";
  EXPECT_FALSE(reader.SawAll());
  EXPECT_THAT(read(), ElementsAre("late", "its next"));
  EXPECT_THAT(read(), IsEmpty());
  EXPECT_TRUE(reader.SawAll());
}

TEST_F(RelayTest, ABatchFullOfRowsIsReadAheadInOrder) {
  std::map<std::string, std::vector<std::string>> expected;
  for (int i = 0; i < 40; ++i) {
    const auto key = "cafs/95/events/e-" + std::to_string(i % 3);
    std::vector<std::string> texts;
    for (int j = 0; j < 20; ++j) texts.push_back(std::to_string(i) + "." + std::to_string(j));
    ASSERT_TRUE(Publish(key, texts));
    expected[key].insert(expected[key].end(), texts.begin(), texts.end());
  }
  Relay relay(db_, producer_, "maillage/test", {.batch = 10});
  relay.Start();
  AwaitQuiet(relay);
  EXPECT_EQ(Depth(), 0);
  EXPECT_EQ(Log(), expected);
}

TEST_F(RelayTest, NoMoreThanABatchIsHandedOverAndNotDeleted) {
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(Publish("cafs/95/events/e-" + std::to_string(i), {"1", "2", "3", "4", "5"}));
  std::latch locked(1), looked(1);
  std::thread holder([&] {
    static constexpr pg::Statement kHold{"hold", "select id from public.outbox for update"};
    (void)db_.Write<int>(pg::Scope("*", std::chrono::steady_clock::now() + seconds(60)),
                         [&](pg::Transaction& tx) -> Result<int> {
                           EXPECT_TRUE(tx.Query(kHold));
                           locked.count_down();
                           looked.wait();
                           return 1;
                         });
  });
  locked.wait();
  Relay relay(db_, producer_, "maillage/test", {.batch = 20});
  relay.Start();
  auto handed_over = topics_.ReadAll(kTopic).size();
  for (int i = 0; i < 600 && handed_over < 5; ++i) {
    std::this_thread::sleep_for(milliseconds(50));
    handed_over = topics_.ReadAll(kTopic).size();
  }
  EXPECT_GE(handed_over, 5u);
  EXPECT_LE(handed_over, 20u) << "none can be deleted";
  looked.count_down();
  holder.join();
  AwaitQuiet(relay);
  EXPECT_EQ(Depth(), 0);
  EXPECT_EQ(topics_.ReadAll(kTopic).size(), 100u);
}

TEST_F(RelayTest, RowsStayUntilKafkaConfirmsThem) {
  kafka::Producer nowhere({"127.0.0.1:1", ""});
  ASSERT_TRUE(Publish("cafs/95/events/e-1", {"one"}));
  {
    Relay relay(db_, nowhere, "maillage/test", {});
    relay.Start();
    std::this_thread::sleep_for(milliseconds(300));
    EXPECT_FALSE(relay.Quiet());
    const auto start = std::chrono::steady_clock::now();
    relay.Stop(milliseconds(200));
    EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(1));
  }
  EXPECT_EQ(Depth(), 1);
}

TEST_F(RelayTest, TwoReplicasShareTheWorkAndKeepTheOrder) {
  std::map<std::string, std::vector<std::string>> expected;
  kafka::Producer other_producer(topics_.config());
  pg::Database other_db({database_.url()});
  Relay one(db_, producer_, "maillage/test", {.poll = milliseconds(20)}),
      other(other_db, other_producer, "maillage/test", {.poll = milliseconds(20)});
  one.Start();
  other.Start();
  for (int i = 0; i < 200; ++i) {
    const auto key = "cafs/95/events/e-" + std::to_string(i % 5);
    ASSERT_TRUE(Publish(key, {std::to_string(i)}));
    expected[key].push_back(std::to_string(i));
    if (i == 100) one.Stop(seconds(2));
  }
  for (int i = 0; i < 500 && Depth() > 0; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(Depth(), 0);
  EXPECT_EQ(Log(), expected);
}

TEST_F(RelayTest, AKilledSessionTakesItsLanesBack) {
  Relay relay(db_, producer_, "maillage/test", {.poll = milliseconds(20)});
  relay.Start();
  AwaitQuiet(relay);
  database_.Script("select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + database_.name() +
                   "' and pid <> pg_backend_pid()");
  ASSERT_TRUE(Publish("cafs/95/events/e-1", {"one"}));
  for (int i = 0; i < 500 && Depth() > 0; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_THAT(Log()["cafs/95/events/e-1"], ElementsAre("one"));
}

TEST_F(RelayTest, ATenantSeesNoRowOfTheOutbox) {
  ASSERT_TRUE(Publish("cafs/95/events/e-1", {"one"}));
  auto seen = db_.Read<std::int64_t>(
      pg::Scope("95", std::chrono::steady_clock::now() + seconds(5)),
      [](pg::Transaction& tx) -> Result<std::int64_t> { return (*tx.Query(kForbidden))[0].Get<std::int64_t>("rows"); });
  EXPECT_EQ(*seen, 0);
}

}  // namespace
}  // namespace maillage::outbox
