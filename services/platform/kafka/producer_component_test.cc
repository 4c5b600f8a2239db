#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "platform/kafka/producer.h"
#include "platform/kafka/test_topics.h"

namespace maillage::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kTopic[] = "maillage.test.events";

Envelope Event(const std::string& key, const std::string& text) {
  return TestEvent(kTopic, key, text, Instant(milliseconds(1'800'000'000'123)));
}

TEST(Producer, WhatIsConfirmedIsInTheLogWholeAndInOrder) {
  TestTopics topics({kTopic});
  Producer producer(topics.config());
  std::vector<Envelope> events;
  for (int i = 0; i < 1000; ++i) events.push_back(Event("one key", std::to_string(i)));
  events[0].traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  events[0].payload = std::string("\0\xff binary", 9);
  EXPECT_THAT(producer.Send(events, seconds(30)), SizeIs(1000));
  const auto log = topics.ReadAll(kTopic);
  ASSERT_THAT(log, SizeIs(1000));
  for (std::size_t i = 0; i < log.size(); ++i) EXPECT_EQ(log[i].id, events[i].id);
  EXPECT_EQ(log[0].payload, events[0].payload);
  EXPECT_EQ(log[0].traceparent, events[0].traceparent);
  EXPECT_EQ(log[0].time, events[0].time);
  EXPECT_EQ(log[0].key, "one key");
  EXPECT_EQ(log[0].caf, "95");
  std::int64_t written = 0;
  for (const auto& [partition, next] : producer.Positions()) written += next;
  EXPECT_EQ(written, 1000);
}

TEST(Producer, SaysWhatWasNotConfirmedWhenTheBrokerIsAway) {
  Producer producer({"127.0.0.1:1", ""});
  EXPECT_THAT(producer.Send({Event("k", "lost")}, milliseconds(200)), IsEmpty());
  EXPECT_THAT(producer.Positions(), IsEmpty());
}

TEST(Producer, AStopRequestEndsTheWait) {
  Producer producer({"127.0.0.1:1", ""});
  std::stop_source stop;
  std::jthread stopper([&] {
    std::this_thread::sleep_for(milliseconds(100));
    stop.request_stop();
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(producer.Send({Event("k", "lost")}, seconds(30), stop.get_token()), IsEmpty());
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(5));
}

TEST(Topics, MakingThemAgainChangesNothing) {
  TestTopics topics({kTopic}, 2);
  Producer producer(topics.config());
  ASSERT_THAT(producer.Send({Event("k", "kept")}, seconds(30)), ElementsAre(0));
  ASSERT_TRUE(CreateTopics(topics.config(), {{kTopic, 7, {}}}, seconds(10)));
  EXPECT_THAT(topics.ReadAll(kTopic), SizeIs(1));
}

}  // namespace
}  // namespace maillage::kafka
