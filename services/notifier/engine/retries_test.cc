#include "notifier/engine/retries.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::notifier {
namespace {

using ::testing::ElementsAre;

/// Collects what comes back.
class Back {
 public:
  void operator()(const std::string& address) {
    const std::lock_guard lock(mutex_);
    addresses_.push_back(address);
    wake_.notify_all();
  }
  std::vector<std::string> WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::seconds(20), [&] { return addresses_.size() >= count; });
    return addresses_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::string> addresses_;
};

TEST(Retries, ComeBackInTheOrderOfTheirEnds) {
  Back back;
  std::vector<int> waits{40, 1};
  Retries retries([&](const std::string& address) { back(address); },
                  [&](int) {
                    const auto wait = waits.front();
                    waits.erase(waits.begin());
                    return std::chrono::milliseconds(wait);
                  });
  EXPECT_TRUE(retries.Quiet());
  retries.Postponed("late@example.org");
  retries.Postponed("soon@example.org");
  EXPECT_FALSE(retries.Quiet());
  EXPECT_THAT(back.WaitFor(2), ElementsAre("soon@example.org", "late@example.org"));
}

TEST(Retries, WaitLongerEachTimeAndAnewAfterAnOutcome) {
  Back back;
  std::vector<int> failures;
  Retries retries([&](const std::string& address) { back(address); },
                  [&](int failure) {
                    failures.push_back(failure);
                    return std::chrono::milliseconds(0);
                  });
  retries.Postponed("a@example.org");
  retries.Postponed("a@example.org");
  retries.Postponed("b@example.org");
  retries.Settled("a@example.org");
  retries.Postponed("a@example.org");
  EXPECT_THAT(failures, ElementsAre(1, 2, 1, 1));
  back.WaitFor(4);
}

TEST(Retries, AreQuietOnlyWhenTheAddressIsBackInOtherHands) {
  std::mutex mutex;
  std::condition_variable wake;
  bool inside = false, go_on = false;
  Retries retries(
      [&](const std::string&) {
        std::unique_lock lock(mutex);
        inside = true;
        wake.notify_all();
        wake.wait(lock, [&] { return go_on; });
      },
      [](int) { return std::chrono::milliseconds(0); });
  retries.Postponed("a@example.org");
  {
    std::unique_lock lock(mutex);
    wake.wait(lock, [&] { return inside; });
    EXPECT_FALSE(retries.Quiet());
    go_on = true;
    wake.notify_all();
  }
  while (!retries.Quiet()) std::this_thread::yield();
}

TEST(Retries, EndWithoutWaitingForWhatIsLeft) {
  Retries retries([](const std::string&) {}, [](int) { return std::chrono::hours(1); });
  retries.Postponed("a@example.org");
  retries.Stop();
  EXPECT_FALSE(retries.Quiet());
}

}  // namespace
}  // namespace maillage::notifier
