#include "platform/runtime/parts.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "platform/core/reasons.h"

namespace maillage::platform {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;

class PartsTest : public testing::Test {
 protected:
  void AddPart(const std::string& name, Status outcome = {}) {
    parts_.Add(
        name,
        [this, name, outcome] {
          said_.push_back("start " + name);
          return outcome;
        },
        [this, name](milliseconds) { said_.push_back("stop " + name); });
  }

  Parts parts_;
  std::vector<std::string> said_;
};

TEST_F(PartsTest, StartInOrderAndStopInTheReverseOne) {
  AddPart("a");
  AddPart("b");
  ASSERT_TRUE(parts_.StartAll());
  parts_.StopAll(milliseconds(100));
  EXPECT_THAT(said_, ElementsAre("start a", "start b", "stop b", "stop a"));
}

TEST_F(PartsTest, StopOnlyWhatWasStarted) {
  AddPart("a");
  AddPart("b", Fail(reason::kInternal, "no luck"));
  AddPart("c");
  const auto status = parts_.StartAll();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "no luck");
  parts_.StopAll(milliseconds(100));
  EXPECT_THAT(said_, ElementsAre("start a", "start b", "stop a"));
}

TEST_F(PartsTest, TakeAnExceptionForAnError) {
  parts_.Add("a", []() -> Status { throw std::runtime_error("the address is taken"); }, {});
  const auto status = parts_.StartAll();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "the address is taken");
}

TEST_F(PartsTest, StopTheOthersWhenOneThrows) {
  AddPart("a");
  parts_.Add("b", {}, [](milliseconds) { throw std::runtime_error("stuck"); });
  ASSERT_TRUE(parts_.StartAll());
  parts_.StopAll(milliseconds(100));
  EXPECT_THAT(said_, ElementsAre("start a", "stop a"));
}

TEST_F(PartsTest, StopOnce) {
  AddPart("a");
  ASSERT_TRUE(parts_.StartAll());
  parts_.StopAll(milliseconds(100));
  parts_.StopAll(milliseconds(100));
  EXPECT_THAT(said_, ElementsAre("start a", "stop a"));
}

}  // namespace
}  // namespace maillage::platform
