#include "network/domain/reasons.h"

#include <gtest/gtest.h>

#include <set>

namespace maillage::network {
namespace {

TEST(Reasons, AreNamedOnceAndSayWhatTheyMean) {
  std::set<std::string> names;
  for (const auto& each : reason::kTable) {
    EXPECT_TRUE(names.insert(each.name).second) << each.name;
    EXPECT_NE(std::string(each.meaning), "") << each.name;
    EXPECT_NE(each.code, Code::kOk) << each.name;
  }
}

}  // namespace
}  // namespace maillage::network
