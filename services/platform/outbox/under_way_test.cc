#include "platform/outbox/under_way.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/outbox/lane.h"

namespace maillage::outbox {
namespace {

using testing::ElementsAre;

Rows RowsOf(const std::vector<std::string>& keys) {
  Rows rows;
  for (const auto& key : keys) {
    kafka::Envelope event;
    event.key = key;
    rows.ids.push_back(static_cast<std::int64_t>(rows.ids.size()) + 100);
    rows.events.push_back(event);
  }
  return rows;
}

TEST(Deletable, StopsAtTheFirstUnconfirmedRowOfAKey) {
  const auto rows = RowsOf({"a", "b", "a", "b", "a"});
  EXPECT_THAT(Deletable(rows, {0, 1, 2, 3, 4}), ElementsAre(100, 101, 102, 103, 104));
  EXPECT_THAT(Deletable(rows, {0, 1, 3, 4}), ElementsAre(100, 101, 103));
  EXPECT_THAT(Deletable(rows, {1, 2, 3, 4}), ElementsAre(101, 103));
  EXPECT_THAT(Deletable(rows, {}), ElementsAre());
}

TEST(Lane, IsTheSameForEver) {
  EXPECT_EQ(LaneOf("cafs/95/events/e-1"), LaneOf("cafs/95/events/e-1"));
  EXPECT_EQ(LaneOf(""), 2166136261u % kFiledLanes);
}

}  // namespace
}  // namespace maillage::outbox
