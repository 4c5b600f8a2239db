#include "platform/runtime/clock_service.h"

#include <gmock/gmock.h>

#include "maillage/platform/v1/clock.pb.h"
#include "platform/runtime/fake_activity.h"

namespace maillage::platform {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

constexpr int kForEver = 1'000'000'000;

class ClockServiceTest : public testing::Test {
 protected:
  void SetUp() override {
    steppable_.clock = &clock_;
    steppable_.activities = {&loop_, &relay_};
    ServeClock(router_, steppable_);
  }

  Result<v1::AdvanceClockResponse> Advance(std::optional<int> at, std::vector<std::int64_t> next_offsets = {},
                                           milliseconds timeout = milliseconds(5000)) {
    v1::AdvanceClockRequest request;
    if (at) request.mutable_now()->set_seconds(*at);
    for (const auto next_offset : next_offsets) {
      auto& position = *request.add_positions();
      position.set_topic("directory");
      position.set_next_offset(next_offset);
    }
    Call call;
    call.deadline = std::chrono::steady_clock::now() + timeout;
    auto bytes = router_.Find("maillage.platform.v1.ClockService/AdvanceClock")->unary(call, request);
    if (!bytes) return Propagate(bytes);
    v1::AdvanceClockResponse response;
    response.ParseFromString(*bytes);
    return response;
  }

  StepClock clock_;
  FakeActivity loop_{"due loop"};
  FakeActivity relay_{"outbox relay"};
  Steppable steppable_;
  rpc::Router router_;
};

TEST_F(ClockServiceTest, MovesTheClockAndSaysWhatIsNext) {
  loop_.DueAt(Instant(seconds(90)));
  relay_.DueAt(Instant(seconds(80)) + std::chrono::microseconds(5));
  steppable_.published = [] {
    return std::map<std::pair<std::string, std::int32_t>, std::int64_t>{{{"network", 2}, 7}};
  };

  const auto response = Advance(60);

  ASSERT_TRUE(response);
  EXPECT_EQ(clock_.Now(), Instant(seconds(60)));
  EXPECT_EQ(response->now().seconds(), 60);
  EXPECT_EQ(response->next_due_time().seconds(), 80);
  EXPECT_EQ(response->next_due_time().nanos(), 5000);
  ASSERT_EQ(response->positions_size(), 1);
  EXPECT_EQ(response->positions(0).topic(), "network");
  EXPECT_EQ(response->positions(0).partition(), 2);
  EXPECT_EQ(response->positions(0).next_offset(), 7);
}

TEST_F(ClockServiceTest, SaysNothingOfWhatItDoesNotKnow) {
  const auto response = Advance(std::nullopt);
  ASSERT_TRUE(response);
  EXPECT_FALSE(response->has_now());
  EXPECT_FALSE(response->has_next_due_time());
}

TEST_F(ClockServiceTest, WaitsUntilAllAreQuietTwiceInARow) {
  loop_.BusyFor(5);
  relay_.BusyFor(3);
  ASSERT_TRUE(Advance(60));
  EXPECT_EQ(loop_.looks(), 7);
}

TEST_F(ClockServiceTest, MovesTheClockOnlyWhenTheConsumersHaveReachedThePositions) {
  int looks = 0;
  steppable_.reached.emplace_back([&](const std::string& topic, std::int32_t partition, std::int64_t next_offset) {
    EXPECT_EQ(topic, "directory");
    EXPECT_EQ(partition, 0);
    EXPECT_EQ(next_offset, 12);
    ++looks;
    EXPECT_TRUE(looks > 4 || clock_.Now() == Instant());
    return looks >= 4;
  });
  ASSERT_TRUE(Advance(60, {12}));
  EXPECT_EQ(clock_.Now(), Instant(seconds(60)));
}

TEST_F(ClockServiceTest, OnlyWaitsWhenItIsToldNoInstantOrTheSameAgain) {
  ASSERT_TRUE(Advance(60));
  loop_.BusyFor(2);
  ASSERT_TRUE(Advance(60));
  loop_.BusyFor(2);
  const auto response = Advance(std::nullopt);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->now().seconds(), 60);
}

TEST_F(ClockServiceTest, NeverGoesBack) {
  ASSERT_TRUE(Advance(60));
  const auto response = Advance(59);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, Code::kFailedPrecondition);
  EXPECT_EQ(response.error().reason, "CLOCK_BACKWARDS");
  EXPECT_EQ(clock_.Now(), Instant(seconds(60)));
}

TEST_F(ClockServiceTest, SaysWhatIsStillBusyBeforeTheCallsTimeIsOver) {
  relay_.BusyFor(kForEver);
  const auto response = Advance(60, {}, milliseconds(210));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, "DEADLINE_EXCEEDED");
  EXPECT_EQ(response.error().message, "still busy: outbox relay");
}

TEST_F(ClockServiceTest, SaysThatAConsumerIsBehind) {
  steppable_.reached.emplace_back([](const std::string&, std::int32_t, std::int64_t) { return false; });
  const auto response = Advance(60, {1}, milliseconds(210));
  ASSERT_FALSE(response);
  EXPECT_THAT(response.error().message, HasSubstr("a consumer that is behind"));
  EXPECT_EQ(clock_.Now(), Instant());
}

TEST_F(ClockServiceTest, IsForTestsOnly) {
  steppable_.clock = nullptr;
  const auto response = Advance(60);
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().reason, "TEST_ONLY");
}

}  // namespace
}  // namespace maillage::platform
