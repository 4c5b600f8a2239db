#include <gtest/gtest.h>

#include "notifier/smtp/backoff.h"
#include "notifier/smtp/token_bucket.h"

namespace maillage::notifier::smtp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

TEST(Backoff, DoublesUpToFiveMinutesAndSpreadsTheSecondHalf) {
  EXPECT_EQ(Backoff(1, 0), milliseconds{1000});
  EXPECT_EQ(Backoff(1, 1), milliseconds{2000});
  EXPECT_EQ(Backoff(3, 0.5), milliseconds{6000});
  EXPECT_EQ(Backoff(9, 1), milliseconds{300000});
  EXPECT_EQ(Backoff(1000, 1), milliseconds{300000});
  EXPECT_EQ(Backoff(0, 1), milliseconds{2000});
}

TEST(TokenBucket, GivesTheBurstThenTheRate) {
  TokenBucket bucket(10, 5);
  const auto start = steady_clock::time_point{} + seconds{1};
  EXPECT_EQ(bucket.Take(8, 0, start).granted, 5);
  const auto none = bucket.Take(1, 0, start);
  EXPECT_EQ(none.granted, 0);
  EXPECT_EQ(none.wait, milliseconds{100});
  EXPECT_EQ(bucket.Take(8, 0, start + milliseconds{300}).granted, 3);
  EXPECT_EQ(bucket.Take(99, 0, start + seconds{60}).granted, 5);
}

TEST(TokenBucket, KeepsTheReserveForTransactionalMail) {
  TokenBucket bucket(10, 5);
  const auto start = steady_clock::time_point{} + seconds{1};
  EXPECT_EQ(bucket.Take(9, 2, start).granted, 3);
  EXPECT_EQ(bucket.Take(9, 2, start).granted, 0);
  EXPECT_EQ(bucket.Take(9, 0, start).granted, 2);
}

}  // namespace
}  // namespace maillage::notifier::smtp
