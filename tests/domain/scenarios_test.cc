#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/domain/scenario_player.h"

namespace maillage::scenario {

namespace {

namespace fs = std::filesystem;

/// The worked examples of this folder; MAILLAGE_SCENARIOS names another folder of `*.json` with their `*.want.jsonl`.
std::vector<std::string> Scenarios() {
  const char* other = std::getenv("MAILLAGE_SCENARIOS");
  const fs::path folder = other != nullptr ? fs::path(other) : fs::path(MAILLAGE_SOURCE_DIR) / "tests/domain/worked";
  std::vector<std::string> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

nlohmann::json Read(const std::string& path) {
  std::ifstream file(path);
  return nlohmann::json::parse(file);
}

Played Wanted(const std::string& path) { return ReadWanted(fs::path(path).replace_extension(".want.jsonl").string()); }

std::string NameOf(const testing::TestParamInfo<std::string>& info) {
  std::string name = fs::path(info.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

class Worked : public testing::TestWithParam<std::string> {};

TEST_P(Worked, SendsExactlyTheMailsThatMustArrive) {
  EXPECT_EQ(Difference(Wanted(GetParam()), Player(Read(GetParam())).Play()), "");
}

/// A planner rebuilt from what it stored goes on exactly (planner.h).
TEST_P(Worked, SendsTheSameWhenRebuiltAfterEachStep) {
  Player player(Read(GetParam()));
  player.AfterEachStep([](Player& each) { each.RestorePlanners(); });
  EXPECT_EQ(Difference(Wanted(GetParam()), player.Play()), "");
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Worked, testing::ValuesIn(Scenarios()), NameOf);

}  // namespace

}  // namespace maillage::scenario
