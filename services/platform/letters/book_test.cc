#include "platform/letters/book.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::letters {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr char kTopic[] = "maillage.test.events";

kafka::Envelope Event() {
  kafka::Envelope event;
  event.topic = std::string("prefix.") + kTopic;
  event.partition = 2;
  event.offset = 41;
  event.key = "cafs/95/events/r1";
  event.id = "an id";
  event.type = "maillage.test.v1.Said";
  event.time = Instant(std::chrono::hours(1));
  event.payload = "payload";
  event.extensions = {{"other", "kept"}, {"dlq_reason", "of an earlier life"}};
  return event;
}

Error Fault() { return {Code::kInvalidArgument, "INVALID_EVENT", "the payload is no event", {}, {}}; }

/// As a message looks that is read from the log.
kafka::Envelope InLog(kafka::Envelope sent, std::int32_t partition, std::int64_t offset) {
  sent.partition = partition;
  sent.offset = offset;
  sent.published = Instant(std::chrono::hours(offset));
  return sent;
}

TEST(Letter, HasTheEventAsItWasAndWhyItWasGivenUp) {
  const auto sent = LetterOf(Event(), kTopic, "notifier", Fault());
  EXPECT_EQ(sent.topic, "maillage.test.events.dlq");

  const auto letter = ReadLetter(InLog(sent, 1, 7));
  EXPECT_EQ(letter.place, (Place{kTopic, 1, 7}));
  EXPECT_EQ(letter.group, "notifier");
  EXPECT_EQ(letter.reason, "INVALID_EVENT");
  EXPECT_EQ(letter.error, "the payload is no event");
  EXPECT_TRUE(letter.open());
  EXPECT_EQ(letter.event.topic, kTopic);
  EXPECT_EQ(letter.event.partition, 2);
  EXPECT_EQ(letter.event.offset, 41);
  EXPECT_EQ(letter.event.key, Event().key);
  EXPECT_EQ(letter.event.id, "an id");
  EXPECT_EQ(letter.event.time, Event().time);
  EXPECT_EQ(letter.event.payload, "payload");
  EXPECT_THAT(letter.event.extensions, UnorderedElementsAre(Pair("other", "kept")));
}

TEST(Marker, TellsWhatWasDoneAboutWhichLetter) {
  const auto letter = ReadLetter(InLog(LetterOf(Event(), kTopic, "notifier", Fault()), 1, 7));
  const auto sent = MarkerOf(letter, {Mark::Kind::kClosed, "camille@poste", "sans objet", {}});
  EXPECT_EQ(sent.key, letter.event.key) << "it lies in the letter's partition";

  const auto marker = ReadMarker(InLog(sent, 1, 9));
  ASSERT_TRUE(marker);
  EXPECT_EQ(marker->of, letter.place);
  EXPECT_EQ(marker->mark.kind, Mark::Kind::kClosed);
  EXPECT_EQ(marker->mark.by, "camille@poste");
  EXPECT_EQ(marker->mark.note, "sans objet");
  EXPECT_EQ(marker->mark.at, Instant(std::chrono::hours(9)));
  EXPECT_FALSE(ReadMarker(InLog(LetterOf(Event(), kTopic, "notifier", Fault()), 1, 7)));
}

class BookTest : public testing::Test {
 protected:
  Letter Put(std::int32_t partition, std::int64_t offset) {
    const auto message = InLog(LetterOf(Event(), kTopic, "notifier", Fault()), partition, offset);
    book_.Put(message);
    return ReadLetter(message);
  }
  void PutMark(const Letter& letter, const std::string& by, std::int64_t offset) {
    book_.Put(InLog(MarkerOf(letter, {Mark::Kind::kReplayed, by, "", {}}), letter.place.partition, offset));
  }
  std::map<std::int64_t, bool> Open() const {
    std::map<std::int64_t, bool> open;
    for (const auto& [place, letter] : book_.letters()) open[place.offset] = letter.open();
    return open;
  }

  Book book_;
};

TEST_F(BookTest, ALetterIsOpenUntilItIsMarked) {
  const auto first = Put(0, 1);
  Put(0, 2);
  EXPECT_THAT(Open(), UnorderedElementsAre(Pair(1, true), Pair(2, true)));
  PutMark(first, "camille", 3);
  EXPECT_THAT(Open(), UnorderedElementsAre(Pair(1, false), Pair(2, true)));
}

TEST_F(BookTest, OfTwoWhoMarkOneLetterTheFirstIsRemembered) {
  const auto letter = Put(0, 1);
  PutMark(letter, "camille", 2);
  PutMark(letter, "dominique", 3);
  EXPECT_EQ(book_.Find(letter.place)->mark->by, "camille");
}

TEST_F(BookTest, AMarkThatIsReadBeforeItsLetterCounts) {
  const auto letter = ReadLetter(InLog(LetterOf(Event(), kTopic, "notifier", Fault()), 0, 1));
  PutMark(letter, "camille", 2);
  Put(0, 1);
  EXPECT_THAT(Open(), UnorderedElementsAre(Pair(1, false)));
}

TEST_F(BookTest, AnEventThatDiesAgainIsALetterOfItsOwn) {
  PutMark(Put(0, 1), "camille", 2);
  Put(0, 3);
  EXPECT_THAT(Open(), UnorderedElementsAre(Pair(1, false), Pair(3, true)));
}

TEST_F(BookTest, ForgetsWhatTheLogHasLetGo) {
  PutMark(Put(0, 1), "camille", 2);
  Put(0, 5);
  const auto elsewhere = Put(1, 1);
  book_.Forget({kTopic, 0, 5});
  EXPECT_EQ(book_.Find({kTopic, 0, 1}), nullptr);
  EXPECT_NE(book_.Find({kTopic, 0, 5}), nullptr);
  EXPECT_NE(book_.Find(elsewhere.place), nullptr);
  book_.Forget({kTopic, 0, 9});
  book_.Forget({kTopic, 1, 9});
  EXPECT_THAT(book_.letters(), IsEmpty());
}

}  // namespace
}  // namespace maillage::letters
