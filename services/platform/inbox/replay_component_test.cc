#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/inbox/consumer.h"
#include "platform/kafka/test_topics.h"
#include "platform/letters/reader.h"
#include "platform/letters/replay.h"
#include "platform/letters/watch.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/test_database.h"

namespace maillage::inbox {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr char kTopic[] = "maillage.test.events";
constexpr pg::Statement kEffect{"effect", "insert into effects (reader, text) values ($1, $2)"};
constexpr pg::Statement kEffects{"effects", "select text from effects where reader = $1 order by id"};

/// Looks until it is so; false after half a minute.
bool Until(const std::function<bool()>& condition) {
  for (int i = 0; i < 3000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(milliseconds(10));
  }
  return false;
}

class ReplayTest : public testing::Test {
 protected:
  ReplayTest() {
    database_.Script(
        "set role maillage_test_owner; create table effects (id bigint generated always as identity primary key, "
        "reader text not null, text text not null)");
  }

  /// A consumer that writes each event's text down; "sick" cannot be applied until it is cured.
  std::unique_ptr<Consumer> Reader(const std::string& group, const std::atomic<bool>& cured) {
    ConsumerConfig config;
    config.kafka = topics_.config();
    config.group = group;
    config.topics = {kTopic};
    config.attempts = 2;
    config.ordered_by_time = true;
    Handler handler;
    handler.apply = [group, &cured](pg::Transaction& tx, const std::vector<kafka::Envelope>& events) -> Status {
      for (const auto& event : events) {
        if (event.payload == "sick" && !cured) return Fail(reason::kInvalidRequest, "cannot be applied");
        tx.Execute(kEffect, group, event.payload);
      }
      return {};
    };
    auto consumer = std::make_unique<Consumer>(db_, producer_, config, handler);
    consumer->Start();
    return consumer;
  }
  static kafka::Envelope Event(const std::string& text, int time) {
    return kafka::TestEvent(kTopic, "k", text, Instant(seconds(time)));
  }
  void Send(const std::vector<kafka::Envelope>& events) {
    ASSERT_THAT(producer_.Send(events, seconds(30)), SizeIs(events.size()));
  }
  std::vector<std::string> Effects(const std::string& group) {
    return *db_.Read<std::vector<std::string>>(pg::Scope::Internal(),
                                               [&](pg::Transaction& tx) -> Result<std::vector<std::string>> {
                                                 std::vector<std::string> texts;
                                                 auto rows = tx.Query(kEffects, group);
                                                 if (!rows) return Propagate(rows);
                                                 for (const auto row : *rows)
                                                   texts.push_back(row.Get<std::string>("text"));
                                                 return texts;
                                               });
  }
  /// The letters of the log, as an operator finds them who begins now.
  std::vector<letters::Letter> Letters() const {
    letters::Reader reader(topics_.config());
    auto read = reader.Refresh(seconds(10));
    EXPECT_TRUE(read) << read.error().message;
    std::vector<letters::Letter> all;
    for (const auto& [place, letter] : reader.book().letters()) all.push_back(letter);
    return all;
  }
  /// Those that nobody has dealt with.
  std::vector<letters::Letter> Open() const {
    auto all = Letters();
    std::erase_if(all, [](const auto& letter) { return !letter.open(); });
    return all;
  }
  letters::Outcome Replay(const std::vector<letters::Letter>& letters) {
    return letters::Replay(producer_, letters, "camille", "", seconds(30));
  }

  pg::TestDatabase database_{"replay"};
  pg::Database db_{{database_.url()}};
  kafka::TestTopics topics_{{kTopic}};
  kafka::Producer producer_{topics_.config()};
  std::atomic<bool> cured_ = false;
  const std::atomic<bool> never_sick_ = true;
};

TEST_F(ReplayTest, AReplayedEventHasItsEffectOnce) {
  const auto reader = Reader("reader", cured_), other = Reader("other", never_sick_);
  Send({Event("before", 1), Event("sick", 2), Event("after", 3)});
  ASSERT_TRUE(Until([&] { return Effects("reader").size() == 2 && Effects("other").size() == 3; }));
  const auto letters = Open();
  ASSERT_THAT(letters, SizeIs(1));
  EXPECT_EQ(letters[0].group, "reader");
  EXPECT_EQ(letters[0].event.topic, kTopic);

  cured_ = true;
  const auto outcome = Replay(letters);
  EXPECT_EQ(outcome.events, 1u);
  EXPECT_THAT(outcome.marked, ElementsAre(letters[0].place));
  EXPECT_THAT(Open(), IsEmpty());
  // Somebody else at the same time, who has seen it open too.
  EXPECT_EQ(Replay(letters).events, 1u);
  Send({Event("last", 4)});

  ASSERT_TRUE(Until([&] { return Effects("reader").size() == 4 && Effects("other").size() == 4; }));
  EXPECT_THAT(Effects("reader"), ElementsAre("before", "after", "sick", "last"));
  EXPECT_THAT(Effects("other"), ElementsAre("before", "sick", "after", "last"));
  EXPECT_THAT(Open(), IsEmpty());
}

TEST_F(ReplayTest, WhoWasStoppedBetweenSendingAndMarkingBeginsAgain) {
  const auto reader = Reader("reader", cured_);
  Send({Event("sick", 1)});
  ASSERT_TRUE(Until([&] { return Open().size() == 1; }));
  const auto letters = Open();

  cured_ = true;
  Send({letters[0].event});  // and then the machine went out
  ASSERT_TRUE(Until([&] { return Effects("reader").size() == 1; }));
  ASSERT_THAT(Open(), SizeIs(1));
  EXPECT_THAT(Replay(Open()).marked, SizeIs(1));
  Send({Event("last", 2)});

  ASSERT_TRUE(Until([&] { return Effects("reader").size() == 2; }));
  EXPECT_THAT(Effects("reader"), ElementsAre("sick", "last"));
  EXPECT_THAT(Open(), IsEmpty());
}

TEST_F(ReplayTest, WhatIsStillSickIsALetterAgain) {
  const auto reader = Reader("reader", cured_);
  Send({Event("sick", 1)});
  ASSERT_TRUE(Until([&] { return Open().size() == 1; }));
  const auto first = Open()[0];
  Replay({first});
  ASSERT_TRUE(Until([&] { return Letters().size() == 2; }));
  const auto open = Open();
  ASSERT_THAT(open, SizeIs(1));
  EXPECT_NE(open[0].place, first.place);
  EXPECT_EQ(open[0].event.id, first.event.id);
}

TEST_F(ReplayTest, SeveralLettersAboutOneEventSendItOnce) {
  const auto one = Reader("one", cured_), other = Reader("other", cured_);
  Send({Event("sick", 1)});
  ASSERT_TRUE(Until([&] { return Open().size() == 2; }));
  cured_ = true;
  const auto outcome = Replay(Open());
  EXPECT_EQ(outcome.events, 1u);
  EXPECT_THAT(outcome.marked, SizeIs(2));
  EXPECT_TRUE(Until([&] { return Effects("one").size() == 1 && Effects("other").size() == 1; }));
  EXPECT_THAT(Open(), IsEmpty());
}

TEST_F(ReplayTest, AnUnreadableMessageKeepsItsHeadersAsTheyWere) {
  const auto reader = Reader("reader", never_sick_);
  auto message = Event("unreadable", 0);
  message.foreign = true;
  message.extensions = {{"ce_id", "an id"}, {"ce_type", "maillage.test.v1.Said"}, {"ce_time", "yesterday"}, {"x", "y"}};
  Send({message});
  ASSERT_TRUE(Until([&] { return Open().size() == 1; }));
  const auto letter = Open()[0];
  EXPECT_EQ(letter.reason, "INVALID_TIME");
  EXPECT_EQ(letter.event.extensions, message.extensions);

  const auto outcome = letters::Close(producer_, {letter}, "camille", "never an event", seconds(30));
  EXPECT_THAT(outcome.marked, ElementsAre(letter.place));
  EXPECT_THAT(Open(), IsEmpty());
  EXPECT_EQ(Letters()[0].mark->note, "never an event");
  EXPECT_THAT(Effects("reader"), IsEmpty());
}

TEST_F(ReplayTest, WhatKafkaDoesNotConfirmStaysOpen) {
  const auto reader = Reader("reader", cured_);
  Send({Event("sick", 1)});
  ASSERT_TRUE(Until([&] { return Open().size() == 1; }));
  kafka::Producer away({"127.0.0.1:1", topics_.config().prefix});
  const auto outcome = letters::Replay(away, Open(), "camille", "", milliseconds(100));
  EXPECT_EQ(outcome.events, 0u);
  EXPECT_THAT(outcome.marked, IsEmpty());
  EXPECT_THAT(outcome.unconfirmed, SizeIs(1));
  EXPECT_THAT(Open(), SizeIs(1));
}

TEST_F(ReplayTest, TheOpenLettersOfAConsumerAreCounted) {
  const auto says = [](int open) {
    const auto series = "maillage_dead_letters_open{group=\"counted\"} " + std::to_string(open) + "\n";
    return metrics::Registry::Process().Text().find(series) != std::string::npos;
  };
  const auto reader = Reader("counted", cured_), other = Reader("other", cured_);
  Send({Event("sick", 1)});
  ASSERT_TRUE(Until([&] { return Open().size() == 2; }));
  {
    letters::Watch watch(topics_.config(), "counted", {kTopic});
    watch.Start();
    EXPECT_TRUE(Until([&] { return says(1); }));
  }
  letters::Close(producer_, Open(), "camille", "", seconds(30));
  letters::Watch watch(topics_.config(), "counted", {kTopic});
  watch.Start();
  EXPECT_TRUE(Until([&] { return says(0); }));
}

}  // namespace
}  // namespace maillage::inbox
