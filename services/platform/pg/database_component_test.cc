#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/pg/testing_notes.h"

namespace maillage::pg {
namespace {

using std::chrono::seconds;

constexpr Statement kLock{"lock_note", "select from notes where id = $1 for update"};
constexpr Statement kCollide{"collide", "select collide()"};
constexpr Statement kSleep{"sleep", "select pg_sleep($1)"};
constexpr Statement kPid{"pid", "select pg_backend_pid() as pid"};
constexpr Statement kRole{
    "role",
    "select rolsuper or rolbypassrls as bypasses, (select count(*) from pg_class where relowner = r.oid) as owned "
    "from pg_roles r where rolname = current_user"};

using DatabaseTest = NotesTest;

TEST_F(DatabaseTest, ATenantSeesItsOwnRowsAndNothingLeaksThroughThePool) {
  Database one({database_.url(), 1});
  auto count = [&](const std::string& caf) { return *one.Read<std::int64_t>(Scope(caf, In(seconds(5))), &CountNotes); };
  EXPECT_EQ(count("*"), 2);
  EXPECT_EQ(count(""), 0);
  EXPECT_EQ(count("95"), 1);
  EXPECT_EQ(count("13"), 0);
  EXPECT_EQ(one.open(), 1);
}

TEST_F(DatabaseTest, ATenantCannotWriteIntoAnother) {
  auto written = db_.Write<int>(Scope("95", In(seconds(5))), [](Transaction& tx) -> Result<int> {
    tx.Execute(kInsert, "75", "n-9", "intruder");
    return 1;
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, reason::kInternal.name);
  EXPECT_EQ(*Count("75"), 1);
}

TEST_F(DatabaseTest, TheServiceRoleNeitherOwnsNorBypasses) {
  auto fine = db_.Read<bool>(Scope::Internal(), [](Transaction& tx) -> Result<bool> {
    auto rows = tx.Query(kRole);
    if (!rows) return Propagate(rows);
    return !(*rows)[0].Get<bool>("bypasses") && (*rows)[0].Get<std::int64_t>("owned") == 0;
  });
  ASSERT_TRUE(fine);
  EXPECT_TRUE(*fine);
}

TEST_F(DatabaseTest, MigrateRefusesARoleThatOwnsOrBypasses) {
  EXPECT_FALSE(Migrate(database_.owner_url(), "", "maillage_test_owner"));
  EXPECT_FALSE(Migrate(database_.owner_url(), "", "postgres"));
  EXPECT_TRUE(Migrate(database_.owner_url(), "", database_.role()));
}

TEST_F(DatabaseTest, AUniqueViolationNamesItsConstraint) {
  auto result = Create(db_, CallOf("95", ""), "n-1");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, reason::kAlreadyExists.name);
  EXPECT_EQ(result.error().metadata.at("constraint"), "notes_pkey");
}

TEST_F(DatabaseTest, DeadlockedTransactionsAreRunAgain) {
  std::atomic<int> runs = 0;
  auto both = [&](const std::string& first, const std::string& second) {
    return db_.Write<int>(Scope::Internal(), [&, first, second](Transaction& tx) -> Result<int> {
      ++runs;
      if (auto locked = tx.Query(kBump, first); !locked) return Propagate(locked);
      if (runs <= 2) std::this_thread::sleep_for(std::chrono::milliseconds(200));
      if (auto locked = tx.Query(kBump, second); !locked) return Propagate(locked);
      return 1;
    });
  };
  database_.Script("insert into notes values ('95', 'a', ''), ('95', 'b', '')");
  Result<int> one = 0, other = 0;
  std::thread thread([&] { one = both("a", "b"); });
  other = both("b", "a");
  thread.join();
  EXPECT_TRUE(one && other);
  EXPECT_GE(runs, 3);
}

TEST_F(DatabaseTest, WhatWaitsForTheCommitRunsOnceInOrderAndMayUseTheDatabase) {
  database_.Script(
      "create function collide() returns void language plpgsql as "
      "$$ begin raise exception using errcode = '40001'; end $$");
  Database one({database_.url(), 1});
  std::vector<std::string> done;
  std::int64_t seen = 0;
  int attempts = 0;
  auto written = one.Write<int>(Scope("95", In(seconds(10))), [&](Transaction& tx) -> Result<int> {
    tx.AfterCommit([&, attempt = ++attempts] {
      done.push_back(fmt::format("first of attempt {}", attempt));
      seen = *one.Read<std::int64_t>(Scope("95", In(seconds(10))), &CountNotes);
    });
    tx.AfterCommit([&] { done.push_back("second"); });
    tx.Execute(kInsert, "95", "n-2", "text");
    if (attempts == 1) tx.Execute(kCollide);
    EXPECT_TRUE(done.empty());
    return 1;
  });
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(attempts, 2);
  EXPECT_THAT(done, testing::ElementsAre("first of attempt 2", "second"));
  EXPECT_EQ(seen, 2) << "the commit was there already, and the only connection free";
  EXPECT_EQ(*Count("95"), 2);
  EXPECT_EQ(done.size(), 2u) << "a later transaction on the same connection runs nothing again";
}

TEST_F(DatabaseTest, WithoutACommitNothingRunsAfterIt) {
  int done = 0;
  auto refused = db_.Write<int>(Scope("95", In(seconds(10))), [&](Transaction& tx) -> Result<int> {
    tx.AfterCommit([&] { ++done; });
    return Fail(reason::kNotFound, "no such thing");
  });
  EXPECT_FALSE(refused);
  auto collided = db_.Write<int>(Scope("95", In(seconds(10))), [&](Transaction& tx) -> Result<int> {
    tx.AfterCommit([&] { ++done; });
    tx.Execute(kInsert, "95", "n-1", "there already");  // heard of at the commit
    return 1;
  });
  EXPECT_FALSE(collided);
  EXPECT_TRUE(Count("95"));
  EXPECT_EQ(done, 0);
}

TEST_F(DatabaseTest, WaitersOnOneRowAllPass) {
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  Database wide({database_.url(), 8, seconds(5)});
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&] {
      auto done = wide.Write<int>(Scope("95", In(seconds(10))), [](Transaction& tx) -> Result<int> {
        tx.Execute(kLock, "n-1");
        auto rows = tx.Query(kText, "n-1");
        if (!rows) return Propagate(rows);
        tx.Execute(kBump, "n-1");
        return (*rows)[0].Get<int>("version");
      });
      if (!done) ++failed;
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
}

TEST_F(DatabaseTest, AFullPoolSaysSoInTime) {
  Database one({database_.url(), 1, std::chrono::milliseconds(100)});
  auto outer = one.Read<int>(Scope::Internal(), [&](Transaction&) -> Result<int> {
    auto inner = one.Read<int>(Scope::Internal(), [](Transaction&) -> Result<int> { return 1; });
    EXPECT_EQ(inner.error().reason, reason::kPoolExhausted.name);
    return 2;
  });
  EXPECT_EQ(*outer, 2);
}

TEST_F(DatabaseTest, TheDeadlineEndsAStatementAndKeepsTheConnection) {
  const auto start = std::chrono::steady_clock::now();
  auto late = db_.Read<int>(Scope("95", In(std::chrono::milliseconds(200))), [](Transaction& tx) -> Result<int> {
    auto rows = tx.Query(kSleep, 5);
    if (!rows) return Propagate(rows);
    return 1;
  });
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, reason::kDeadlineExceeded.name);
  EXPECT_LT(std::chrono::steady_clock::now() - start, seconds(1));
  EXPECT_EQ(db_.open(), 1);
  EXPECT_TRUE(Count("95"));
}

TEST_F(DatabaseTest, AKilledBackendIsReplacedWithoutTheCallerNoticing) {
  auto pid = [&] {
    return *db_.Read<int>(Scope::Internal(),
                          [](Transaction& tx) -> Result<int> { return (*tx.Query(kPid))[0].Get<int>("pid"); });
  };
  const int before = pid();
  database_.Script(fmt::format("select pg_terminate_backend({})", before));
  auto created = Create(db_, CallOf("95", "r-1"), "n-2");
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_NE(pid(), before);
  EXPECT_EQ(db_.open(), 1);
}

TEST_F(DatabaseTest, AServerThatIsAwayIsReportedWithinTheDeadline) {
  Database nowhere({"postgresql://nobody@127.0.0.1:1/none"});
  auto result = nowhere.Read<int>(Scope::Internal(), [](Transaction&) -> Result<int> { return 1; });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, reason::kDatabaseUnavailable.name);
  EXPECT_EQ(nowhere.open(), 0);
}

TEST_F(DatabaseTest, AnErrorThatTheClosureHidesStillRollsBack) {
  auto result = db_.Write<int>(Scope("95", In(seconds(5))), [](Transaction& tx) -> Result<int> {
    tx.Execute(kBump, "n-1");
    (void)tx.Query(kInsert, "95", "n-1", "again");
    return 1;
  });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().reason, reason::kAlreadyExists.name);
}

TEST_F(DatabaseTest, CopyAndScriptRunInsideTheTransaction) {
  std::string lines;
  for (int i = 0; i < 5000; ++i) lines += CopyLine({"95", fmt::format("c-{}", i), "tab\there \\ and é"});
  auto copied = db_.Write<std::int64_t>(Scope("95", In(seconds(10))), [&](Transaction& tx) -> Result<std::int64_t> {
    tx.Execute(kBump, "n-1");
    if (auto status = tx.Script("create temporary table staging (like public.notes) on commit drop; select 1"); !status)
      return Propagate(status);
    if (auto status = tx.Copy("copy staging (caf, id, text) from stdin", "95\tx\ty\n"); status)
      ADD_FAILURE() << "NULL version accepted";
    return 0;
  });
  EXPECT_FALSE(copied);
  copied = db_.Write<std::int64_t>(Scope("*", In(seconds(10))), [&](Transaction& tx) -> Result<std::int64_t> {
    if (auto status = tx.Script("create temporary table staging (caf text, id text, text text) on commit drop");
        !status)
      return Propagate(status);
    if (auto status = tx.Copy("copy staging from stdin", lines); !status) return Propagate(status);
    if (auto status = tx.Script("insert into notes select * from staging"); !status) return Propagate(status);
    return CountNotes(tx);
  });
  ASSERT_TRUE(copied) << copied.error().message;
  EXPECT_EQ(*copied, 5002);
  EXPECT_EQ(*Count("95"), 5001);
}

TEST_F(DatabaseTest, AMistakeInTheSqlIsALogicErrorAndCostsTheConnectionOnly) {
  EXPECT_THROW(
      (void)db_.Read<int>(Scope::Internal(),
                          [](Transaction& tx) -> Result<int> { return (*tx.Query(kPid))[0].Get<int>("nope"); }),
      std::logic_error);
  EXPECT_EQ(db_.in_use(), 0);
  EXPECT_TRUE(Count("95"));
}

}  // namespace
}  // namespace maillage::pg
