#include "platform/inbox/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::inbox {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

const PartitionId kA{"directory", 0};
const PartitionId kB{"network", 0};
const PartitionId kC{"network", 1};

kafka::Received Event(const PartitionId& partition, std::int64_t offset, int time) {
  kafka::Received received;
  received.envelope.topic = partition.first;
  received.envelope.partition = partition.second;
  received.envelope.offset = offset;
  received.envelope.time = Instant(seconds(time));
  received.envelope.id = partition.first + std::to_string(partition.second) + "/" + std::to_string(offset);
  return received;
}

std::vector<std::string> Ids(const std::vector<kafka::Received>& events) {
  std::vector<std::string> ids;
  for (const auto& event : events) ids.push_back(event.envelope.id);
  return ids;
}

class MergeTest : public testing::Test {
 protected:
  MergeTest() {
    for (const auto& partition : {kA, kB, kC}) merge_.Add(partition, 0);
  }
  Merge merge_{{"directory", "network"}};
};

TEST_F(MergeTest, HandsEventsOverInTheOrderOfTheirTimeOverAllPartitions) {
  merge_.Put(Event(kC, 0, 30));
  merge_.Put(Event(kB, 0, 20));
  merge_.Put(Event(kB, 1, 40));
  merge_.Put(Event(kA, 0, 10));
  EXPECT_THAT(Ids(merge_.TakeByTime(10, {{kA, 1}, {kB, 2}, {kC, 1}})),
              ElementsAre("directory0/0", "network0/0", "network1/0", "network0/1"));
  EXPECT_TRUE(merge_.empty());
}

TEST_F(MergeTest, WaitsForAPartitionThatHasMore) {
  merge_.Put(Event(kB, 0, 20));
  merge_.Put(Event(kC, 0, 30));
  EXPECT_THAT(merge_.TakeByTime(10, {{kA, 1}, {kB, 1}, {kC, 1}}), IsEmpty());
  merge_.Put(Event(kA, 0, 25));
  EXPECT_THAT(Ids(merge_.TakeByTime(10, {{kA, 2}, {kB, 1}, {kC, 1}})), ElementsAre("network0/0", "directory0/0"));
}

TEST_F(MergeTest, APartitionOfUnknownEndHasMore) {
  merge_.Put(Event(kB, 0, 20));
  EXPECT_THAT(merge_.TakeByTime(10, {{kB, 1}, {kC, 0}}), IsEmpty());
}

TEST_F(MergeTest, AtTheSameInstantTheEarlierTopicComesFirst) {
  merge_.Put(Event(kC, 0, 10));
  merge_.Put(Event(kB, 0, 10));
  merge_.Put(Event(kA, 0, 10));
  EXPECT_THAT(Ids(merge_.TakeByTime(10, {{kA, 1}, {kB, 1}, {kC, 1}})),
              ElementsAre("directory0/0", "network0/0", "network1/0"));
}

TEST_F(MergeTest, WithinAPartitionTheLogDecides) {
  merge_.Put(Event(kB, 0, 30));
  merge_.Put(Event(kB, 1, 10));
  EXPECT_THAT(Ids(merge_.TakeByTime(10, {{kA, 0}, {kB, 2}, {kC, 0}})), ElementsAre("network0/0", "network0/1"));
}

TEST_F(MergeTest, AnUnreadableMessageHoldsNothingUp) {
  auto unreadable = Event(kB, 0, 0);
  unreadable.status = tl::unexpected<Error>(Error{});
  merge_.Put(Event(kC, 0, 10));
  merge_.Put(unreadable);
  EXPECT_THAT(Ids(merge_.TakeByTime(10, {{kA, 0}, {kB, 1}, {kC, 1}})), ElementsAre("network0/0", "network1/0"));
}

TEST_F(MergeTest, ForgetsWhatWasRevokedAndCopiesOfWhatItHas) {
  merge_.Put(Event(kA, 0, 10));
  merge_.Put(Event(kB, 0, 20));
  merge_.Put(Event(kB, 0, 20));
  merge_.Remove(kA);
  merge_.Put(Event(kA, 1, 30));
  EXPECT_THAT(Ids(merge_.TakeAsFetched(10)), ElementsAre("network0/0"));
  EXPECT_TRUE(merge_.empty());
}

TEST_F(MergeTest, AsFetchedIsTheOrderOfArrival) {
  merge_.Put(Event(kC, 0, 30));
  merge_.Put(Event(kA, 0, 10));
  merge_.Put(Event(kC, 1, 5));
  EXPECT_THAT(Ids(merge_.TakeAsFetched(2)), ElementsAre("network1/0", "directory0/0"));
  EXPECT_EQ(merge_.size(), 1u);
}

}  // namespace
}  // namespace maillage::inbox
