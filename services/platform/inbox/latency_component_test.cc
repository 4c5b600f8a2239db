// How long an event takes from the commit that wrote it to the consumer that applies it: outbox, relay, Kafka, inbox.
#include <gmock/gmock.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <thread>

#include "platform/inbox/consumer.h"
#include "platform/kafka/test_topics.h"
#include "platform/outbox/outbox.h"
#include "platform/outbox/relay.h"
#include "platform/pg/test_database.h"

namespace maillage::inbox {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

constexpr char kTopic[] = "maillage.test.events";

class LatencyTest : public testing::TestWithParam<bool> {
 protected:
  /// Microseconds from the commit of one event to the call of `apply`.
  std::int64_t Once(int number) {
    google::protobuf::StringValue message;
    message.set_value(std::to_string(number));
    auto written = db_.Write<int>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<int> {
      outbox::Append(
          tx,
          {kTopic, "cafs/95/events/e-" + std::to_string(number % 5), "95", Instant(milliseconds(number)), Trace::New()},
          message);
      return 1;
    });
    EXPECT_TRUE(written);
    const auto committed = Clock::now();
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, seconds(30), [&] { return applied_ > number; }));
    return std::chrono::duration_cast<microseconds>(applied_at_ - committed).count();
  }

  pg::TestDatabase database_{"latency"};
  pg::Database db_{{database_.url()}};
  kafka::TestTopics topics_{{kTopic}};
  kafka::Producer producer_{topics_.config()};
  std::mutex mutex_;
  std::condition_variable changed_;
  int applied_ = 0;
  Clock::time_point applied_at_;
};

TEST_P(LatencyTest, IsAMatterOfMilliseconds) {
  outbox::Relay relay(db_, producer_, "maillage/test", {});
  relay.Start();
  ConsumerConfig config{topics_.config(), "test", {kTopic}};
  config.ordered_by_time = GetParam();
  Handler handler;
  handler.apply = [&](pg::Transaction&, const std::vector<kafka::Envelope>& events) -> Status {
    std::lock_guard lock(mutex_);
    applied_ += static_cast<int>(events.size());
    applied_at_ = Clock::now();
    changed_.notify_all();
    return {};
  };
  Consumer consumer(db_, producer_, config, handler);
  consumer.Start();
  int number = 0;
  for (; number < 50; ++number) Once(number);  // warm up
  std::vector<std::int64_t> latencies;
  for (; number < 350; ++number) latencies.push_back(Once(number));
  std::sort(latencies.begin(), latencies.end());
  const auto percentile = [&](double part) {
    return latencies[static_cast<std::size_t>(part * static_cast<double>(latencies.size() - 1))];
  };
  RecordProperty("p50_us", static_cast<int>(percentile(0.5)));
  RecordProperty("p99_us", static_cast<int>(percentile(0.99)));
  fmt::print("commit to consumer ({}): p50 {} us, p90 {} us, p99 {} us\n",
             GetParam() ? "ordered by time" : "as fetched", percentile(0.5), percentile(0.9), percentile(0.99));
  // A poll anywhere in the chain, or a wait of Nagle's or the broker's, would cost 40 ms and more.
  EXPECT_LT(percentile(0.5), 30'000);
}

INSTANTIATE_TEST_SUITE_P(Orders, LatencyTest, testing::Values(false, true));

}  // namespace
}  // namespace maillage::inbox
