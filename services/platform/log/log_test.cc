#include "platform/log/log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "platform/core/reasons.h"
#include "platform/core/time.h"

namespace maillage::log {
namespace {

template <class Act>
std::string Logged(Act act) {
  testing::internal::CaptureStderr();
  act();
  return testing::internal::GetCapturedStderr();
}

TEST(Log, WritesOneJsonObjectALine) {
  Start("network", "info");
  const auto text = Logged([] { Info("a \"seat\"\nwas taken", {{"person", "cafs/95/people/é"}, {"trace", "abc"}}); });
  ASSERT_EQ(std::count(text.begin(), text.end(), '\n'), 1);
  const auto line = nlohmann::json::parse(text);
  EXPECT_TRUE(ParseInstant(line.at("time").get<std::string>()));
  EXPECT_EQ(line.at("level"), "info");
  EXPECT_EQ(line.at("service"), "network");
  EXPECT_EQ(line.at("message"), "a \"seat\"\nwas taken");
  EXPECT_EQ(line.at("person"), "cafs/95/people/é");
  EXPECT_EQ(line.at("trace"), "abc");
}

TEST(Log, SaysWhyWithTheError) {
  Start("network", "info");
  const maillage::Error error = Fail(reason::kDatabaseUnavailable, "refused").value();
  const auto warned = nlohmann::json::parse(Logged([&] { Warn("no commit", error, {{"loop", "offers"}}); }));
  EXPECT_EQ(warned.at("level"), "warn");
  EXPECT_EQ(warned.at("reason"), "DATABASE_UNAVAILABLE");
  EXPECT_EQ(warned.at("code"), 14);
  EXPECT_EQ(warned.at("error"), "refused");
  EXPECT_EQ(warned.at("loop"), "offers");
  EXPECT_EQ(nlohmann::json::parse(Logged([&] { Error("no commit", error); })).at("level"), "error");
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
  Start("network", "warn");
  EXPECT_EQ(Logged([] { Info("quiet"); }), "");
  EXPECT_NE(Logged([] { Warn("heard"); }), "");
  Start("network", "debug");
  EXPECT_NE(Logged([] { Debug("heard"); }), "");
  Start("network", "no level");
  EXPECT_EQ(Logged([] { Debug("quiet"); }), "");
  EXPECT_NE(Logged([] { Info("heard"); }), "");
}

TEST(Log, SurvivesBytesThatAreNoUtf8) {
  Start("network", "info");
  EXPECT_EQ(nlohmann::json::parse(Logged([] { Info("caf\xe9"); })).at("message"), "caf\xef\xbf\xbd");
}

std::string bridged_level;

TEST(Log, BringsInTheLogsOfLibraries) {
  Start("network", "warn");
  EXPECT_TRUE(AddBridge([](const std::string& level) { bridged_level = level; }));
  EXPECT_EQ(bridged_level, "warn");
  Start("network", "info");
  EXPECT_EQ(bridged_level, "info");
}

}  // namespace
}  // namespace maillage::log
