#include "platform/config/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace maillage::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string FaultsOf(Reader& reader) {
  try {
    reader.Done();
  } catch (const std::runtime_error& e) {
    return e.what();
  }
  return "";
}

TEST(Config, PrefersTheServicesOwnVariable) {
  Reader reader("NETWORK", {"MAILLAGE_LISTEN=a", "MAILLAGE_NETWORK_LISTEN=b", "MAILLAGE_LOG_LEVEL=info"});
  EXPECT_EQ(reader.Text("LISTEN", "address"), "b");
  EXPECT_EQ(reader.OneOf("LOG_LEVEL", "warn", {"info", "warn"}, "level"), "info");
  EXPECT_EQ(FaultsOf(reader), "");
}

TEST(Config, FallsBackWhenAVariableIsNotSetOrEmpty) {
  Reader reader("NETWORK", {"MAILLAGE_LISTEN="});
  EXPECT_EQ(reader.Text("LISTEN", "127.0.0.1:7102", "address"), "127.0.0.1:7102");
  EXPECT_EQ(reader.Int("POOL_SIZE", 8, 1, 64, "connections"), 8);
  EXPECT_EQ(reader.Secret("LINK_KEY", "none", "key"), "none");
  EXPECT_EQ(reader.Milliseconds("GRACE", std::chrono::milliseconds{500}, "grace").count(), 500);
  EXPECT_EQ(reader.File("TOKEN_PRIVATE_KEY_FILE", "", "key"), "");
  EXPECT_EQ(FaultsOf(reader), "");
}

TEST(Config, ReadsNumbersFlagsAndTimes) {
  Reader reader("NETWORK", {"MAILLAGE_POOL_SIZE=12", "MAILLAGE_NETWORK_RATE=0.25", "MAILLAGE_NETWORK_ON=true",
                            "MAILLAGE_NETWORK_GRACE=1500"});
  EXPECT_EQ(reader.Int("POOL_SIZE", 8, 1, 64, "connections"), 12);
  EXPECT_EQ(reader.Number("RATE", 1, 0, 1, "rate"), 0.25);
  EXPECT_TRUE(reader.Flag("ON", false, "on"));
  EXPECT_EQ(reader.Milliseconds("GRACE", std::chrono::milliseconds{1}, "grace").count(), 1500);
  EXPECT_EQ(FaultsOf(reader), "");
}

TEST(Config, TellsAllFaultsAtOnce) {
  Reader reader("NETWORK", {"MAILLAGE_POOL_SIZE=65", "MAILLAGE_NETWORK_RATE=nan", "MAILLAGE_NETWORK_ON=maybe",
                            "MAILLAGE_NETWORK_GRACE=1.5", "MAILLAGE_ENV=prod",
                            "MAILLAGE_TOKEN_PUBLIC_KEY_FILE=/nowhere/key.pem", "MAILLAGE_NETWORK_GARCE=1"});
  reader.Text("DATABASE_URL", "libpq connection string");
  reader.Int("POOL_SIZE", 8, 1, 64, "connections");
  reader.Number("RATE", 1, 0, 1, "rate");
  reader.Flag("ON", false, "on");
  reader.Milliseconds("GRACE", std::chrono::milliseconds{1}, "grace");
  reader.OneOf("ENV", "production", {"production", "test"}, "kind of environment");
  reader.File("TOKEN_PUBLIC_KEY_FILE", "key");
  EXPECT_THAT(
      FaultsOf(reader),
      AllOf(HasSubstr("MAILLAGE_DATABASE_URL (or MAILLAGE_NETWORK_DATABASE_URL) is missing: libpq connection string"),
            HasSubstr("MAILLAGE_POOL_SIZE is \"65\", not a whole number from 1 to 64"),
            HasSubstr("MAILLAGE_NETWORK_RATE"), HasSubstr("MAILLAGE_NETWORK_ON"), HasSubstr("MAILLAGE_NETWORK_GRACE"),
            HasSubstr("MAILLAGE_ENV is \"prod\", not one of production, test"), HasSubstr("/nowhere/key.pem")));
}

TEST(Config, RefusesAVariableThatNobodyKnows) {
  Reader reader("DIRECTORY", {"MAILLAGE_DATABSE_URL=x", "HOME=/root"});
  EXPECT_THAT(FaultsOf(reader), AllOf(HasSubstr("MAILLAGE_DATABSE_URL"), Not(HasSubstr("HOME"))));
  Reader own("DIRECTORY", {"MAILLAGE_DIRECTORY_LISTNE=x"});
  EXPECT_THAT(FaultsOf(own), HasSubstr("MAILLAGE_DIRECTORY_LISTNE"));
}

TEST(Config, SharesOneEnvironmentWithTheOtherPrograms) {
  Reader reader("DIRECTORY",
                {"MAILLAGE_NETWORK_LISTEN=x", "MAILLAGE_SMTP_URL=smtp://127.0.0.1", "MAILLAGE_TEST_REDIS=x"});
  EXPECT_EQ(FaultsOf(reader), "");
}

TEST(Config, NeverShowsASecret) {
  Reader reader("NETWORK", {"MAILLAGE_LINK_KEY=hunter2", "MAILLAGE_LISTEN=here"});
  EXPECT_EQ(reader.Secret("LINK_KEY", "key of links"), "hunter2");
  reader.Text("LISTEN", "address");
  ASSERT_EQ(reader.settings().size(), 2u);
  EXPECT_EQ(reader.settings()[0].variable, "MAILLAGE_LINK_KEY");
  EXPECT_EQ(reader.settings()[0].value, "***");
  EXPECT_EQ(reader.settings()[1].value, "here");
}

TEST(Config, GivesTheContentOfAFile) {
  const auto path = std::filesystem::path(testing::TempDir()) / "maillage_config_test.pem";
  std::ofstream(path) << "key\n";
  Reader reader("NETWORK", {"MAILLAGE_TOKEN_PUBLIC_KEY_FILE=" + path.string()});
  EXPECT_EQ(reader.File("TOKEN_PUBLIC_KEY_FILE", "key"), "key\n");
  EXPECT_EQ(FaultsOf(reader), "");
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace maillage::config
