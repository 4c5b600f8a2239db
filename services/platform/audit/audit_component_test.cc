#include <gmock/gmock.h>

#include "platform/audit/audit.h"
#include "platform/clock/clock.h"
#include "platform/pg/test_database.h"

namespace maillage::audit {
namespace {

constexpr pg::Statement kRows{"rows",
                              "select subject, cafs, method, resource, trace, at from public.audit order by id"};
constexpr pg::Statement kForget{"forget", "delete from public.audit returning id"};

pg::Scope In(const std::string& caf) { return {caf, std::chrono::steady_clock::now() + std::chrono::seconds(10)}; }

class AuditTest : public testing::Test {
 protected:
  int Seen(const std::string& caf, const pg::Statement& statement) {
    auto count = db_.Write<int>(In(caf), [&](pg::Transaction& tx) -> Result<int> {
      auto rows = tx.Query(statement);
      if (!rows) return Propagate(rows);
      return rows->size();
    });
    EXPECT_TRUE(count) << count.error().message;
    return count.value_or(-1);
  }

  pg::TestDatabase database_{"audit"};
  pg::Database db_{{database_.url()}};
};

TEST_F(AuditTest, SaysWhoAskedForWhatAndWhen) {
  Call call;
  call.now = Instant(std::chrono::seconds(1'770'000'000));
  call.method = "maillage.network.v1.EventService/GetEvent";
  call.caller = {"cafs/78/people/pilot", {{"78", {"PILOT"}}, {"27", {"GUEST"}}}, {}};
  call.deadline = In("").deadline;
  call.trace = Trace::New();
  ASSERT_TRUE(Append(db_, call, "cafs/95/events/e-1"));

  auto checked = db_.Read<bool>(In("*"), [&](pg::Transaction& tx) -> Result<bool> {
    auto rows = tx.Query(kRows);
    if (!rows) return Propagate(rows);
    EXPECT_EQ(rows->size(), 1);
    const auto row = (*rows)[0];
    EXPECT_EQ(row.Get<std::string>("subject"), "cafs/78/people/pilot");
    EXPECT_THAT(row.Get<std::vector<std::string>>("cafs"), testing::ElementsAre("27", "78"));
    EXPECT_EQ(row.Get<std::string>("method"), call.method);
    EXPECT_EQ(row.Get<std::string>("resource"), "cafs/95/events/e-1");
    EXPECT_EQ(row.Get<std::string>("trace"), call.trace.trace_id);
    EXPECT_EQ(row.Get<Instant>("at"), call.now);
    return true;
  });
  EXPECT_TRUE(checked);
}

TEST_F(AuditTest, IsForTheOperatorToReadAndForNobodyToChange) {
  Call call;
  call.now = SystemClock().Now();
  call.caller.subject = "cafs/78/people/pilot";
  call.deadline = In("").deadline;
  ASSERT_TRUE(Append(db_, call, "cafs/95/events/e-1"));
  EXPECT_EQ(Seen("78", kRows), 0);
  EXPECT_EQ(Seen("*", kForget), 0);
  EXPECT_EQ(Seen("*", kRows), 1);
}

TEST_F(AuditTest, HasADeadline) {
  Call call;
  call.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  EXPECT_FALSE(Append(db_, call, "cafs/95/events/e-1"));
}

}  // namespace
}  // namespace maillage::audit
