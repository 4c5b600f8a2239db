#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/core/ids.h"
#include "platform/pg/database.h"
#include "platform/pg/test_database.h"

namespace maillage::pg {
namespace {

constexpr Statement kCount{"count", "select count(*) as rows from items"};

class MigrateTest : public testing::Test {
 protected:
  MigrateTest() { std::filesystem::create_directories(folder_); }
  ~MigrateTest() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& sql) { std::ofstream(folder_ / name) << sql; }
  Status Run() { return Migrate(database_.owner_url(), folder_, database_.role()); }

  const std::filesystem::path folder_ = std::filesystem::temp_directory_path() / ("maillage-migrate-" + NewUuid());
  TestDatabase database_{"migrate"};
};

TEST_F(MigrateTest, AppliesEachFileOnceAndLetsTheServiceUseItsTables) {
  Write("0001_items.sql", "create table items (id bigint generated always as identity primary key);");
  Write("0002_first.sql", "insert into items default values;");
  ASSERT_TRUE(Run());
  ASSERT_TRUE(Run());
  Write("0003_second.sql", "insert into items default values; insert into items default values;");
  ASSERT_TRUE(Run());
  Database db({database_.url()});
  auto rows = db.Read<int>(Scope::Internal(),
                           [](Transaction& tx) -> Result<int> { return (*tx.Query(kCount))[0].Get<int>("rows"); });
  EXPECT_EQ(*rows, 3);
}

TEST_F(MigrateTest, RefusesAFileThatChangedAfterItWasApplied) {
  Write("0001_items.sql", "create table items (id int);");
  ASSERT_TRUE(Run());
  Write("0001_items.sql", "create table items (id bigint);");
  EXPECT_FALSE(Run());
}

TEST_F(MigrateTest, AFileThatFailsChangesNothing) {
  Write("0001_items.sql", "create table items (id int); insert into nowhere values (1);");
  ASSERT_FALSE(Run());
  Write("0001_items.sql", "create table items (id int);");
  EXPECT_TRUE(Run());
}

TEST_F(MigrateTest, ReplicasThatStartTogetherTakeTurns) {
  Write("0001_items.sql", "create table items (id int);");
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { failed += Run() ? 0 : 1; });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
}

TEST_F(MigrateTest, TwoFilesOfOneNumberAreRefused) {
  Write("0001_a.sql", "select 1;");
  Write("0001_b.sql", "select 1;");
  EXPECT_FALSE(Run());
}

}  // namespace
}  // namespace maillage::pg
