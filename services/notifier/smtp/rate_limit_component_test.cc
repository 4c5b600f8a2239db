#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "notifier/smtp/rate_limit.h"
#include "platform/core/ids.h"

namespace maillage::notifier::smtp {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

redis::Config Server() {
  const char* address = std::getenv("MAILLAGE_TEST_REDIS");
  EXPECT_NE(address, nullptr) << "MAILLAGE_TEST_REDIS names no server";
  const std::string text = address == nullptr ? "127.0.0.1:1" : address;
  redis::Config config;
  config.host = text.substr(0, text.find(':'));
  config.port = std::stoi(text.substr(text.find(':') + 1));
  return config;
}

RateLimit::Config Limits(double per_second) {
  RateLimit::Config config;
  config.key = "test:mail-rate:" + NewUuid();
  config.per_second = per_second;
  config.burst = 10;
  config.reserve = 4;
  config.local_per_second = per_second / 2;
  return config;
}

TEST(RateLimit, IsSharedByTheReplicasAndKeepsAReserve) {
  redis::Redis redis(Server());
  const auto limits = Limits(0.2);
  RateLimit one(redis, limits);
  RateLimit other(redis, limits);
  EXPECT_EQ(one.Take(Lane::kReminder, 4, steady_clock::now()), 4);
  EXPECT_EQ(other.Take(Lane::kReminder, 9, steady_clock::now()), 2);
  EXPECT_EQ(other.Take(Lane::kReminder, 1, steady_clock::now()), 0);
  EXPECT_EQ(one.Take(Lane::kTransactional, 9, steady_clock::now()), 4);
}

TEST(RateLimit, WaitsForTheNextToken) {
  redis::Redis redis(Server());
  RateLimit limit(redis, Limits(10));
  EXPECT_EQ(limit.Take(Lane::kTransactional, 10, steady_clock::now()), 10);
  const auto began = steady_clock::now();
  EXPECT_EQ(limit.Take(Lane::kTransactional, 1, began + seconds{5}), 1);
  EXPECT_GE(steady_clock::now() - began, milliseconds{50});
}

TEST(RateLimit, HoldsByItselfWhileRedisIsAway) {
  redis::Config nowhere;
  nowhere.port = 1;
  redis::Redis redis(nowhere);
  RateLimit limit(redis, Limits(0.2));
  // Half the rate, so half the bucket and half the reserve.
  EXPECT_EQ(limit.Take(Lane::kReminder, 99, steady_clock::now()), 3);
  EXPECT_EQ(limit.Take(Lane::kTransactional, 99, steady_clock::now()), 2);
  EXPECT_EQ(limit.Take(Lane::kTransactional, 99, steady_clock::now()), 0);
}

}  // namespace
}  // namespace maillage::notifier::smtp
