#include "platform/inbox/progress.h"

#include <gtest/gtest.h>

namespace maillage::inbox {
namespace {

TEST(Progress, KnowsWhatWasReachedFromTheAssignmentOn) {
  Progress progress({"t"});
  EXPECT_TRUE(progress.Reached("other", 0, 99));
  EXPECT_FALSE(progress.Reached("t", 0, 0));
  EXPECT_FALSE(progress.CaughtUp());
  progress.Assigned({"t", 0}, 5, 7);
  progress.Settled();
  EXPECT_TRUE(progress.Reached("t", 0, 5));
  EXPECT_FALSE(progress.Reached("t", 0, 6));
  EXPECT_FALSE(progress.CaughtUp());
  progress.Applied({"t", 0}, 7);
  EXPECT_TRUE(progress.CaughtUp());
  progress.Revoked({"t", 0});
  EXPECT_FALSE(progress.Reached("t", 0, 5));
}

TEST(Progress, AMemberWithoutPartitionsHasNothingToCatchUpWith) {
  Progress progress({"t"});
  progress.Settled();
  EXPECT_TRUE(progress.CaughtUp());
}

}  // namespace
}  // namespace maillage::inbox
