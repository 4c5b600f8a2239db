#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/pg/test_database.h"
#include "platform/retention/purges.h"
#include "platform/retention/retention.h"

namespace maillage::retention {
namespace {

using testing::ElementsAre;

constexpr pg::Statement kLeft{"left", "select request_id from idempotency order by request_id"};

class RetentionTest : public testing::Test {
 protected:
  void Record(const std::string& from, int count, const std::string& at) {
    database_.Script("insert into idempotency (caf, request_id, method, digest, created_at) select '95', '" + from +
                     "-' || n, 'm', 'd', '" + at + "' from generate_series(1, " + std::to_string(count) + ") n");
  }
  std::vector<std::string> Left() {
    return *db_.Read<std::vector<std::string>>(pg::Scope::Internal(),
                                               [](pg::Transaction& tx) -> Result<std::vector<std::string>> {
                                                 std::vector<std::string> ids;
                                                 auto rows = tx.Query(kLeft);
                                                 if (!rows) return Propagate(rows);
                                                 for (const auto row : *rows)
                                                   ids.push_back(row.Get<std::string>("request_id"));
                                                 return ids;
                                               });
  }

  pg::TestDatabase database_{"retention"};
  pg::Database db_{{database_.url()}};
  StepClock clock_{*ParseInstant("2026-03-10T12:00:00Z")};
};

TEST_F(RetentionTest, RequestsGoWhenTheirDaysAreOverOnThePlatformsClock) {
  Record("old", 1, "2026-03-03T11:59:59Z");
  Record("young", 1, "2026-03-03T12:00:01Z");
  auto purge = Requests(db_, clock_, 7);
  EXPECT_EQ(*purge(100), 1);
  EXPECT_THAT(Left(), ElementsAre("young-1"));
  clock_.AdvanceTo(*ParseInstant("2026-03-10T12:00:02Z"));
  EXPECT_EQ(*purge(100), 1);
  EXPECT_EQ(*purge(100), 0);
}

TEST_F(RetentionTest, AuditGoesWhenItsDaysAreOverAndNeverWithinHalfAYear) {
  const auto add = [this](const std::string& method, const std::string& age) {
    database_.Script("insert into audit (at, subject, cafs, method, resource, trace) values (now() - interval '" + age +
                     "', 's', '{78}', '" + method + "', 'r', 't')");
  };
  add("old", "366 days");
  add("young", "364 days");
  const StepClock now(std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now()));
  EXPECT_EQ(*Audit(db_, now, 365)(100), 1);
  add("last-week", "7 days");
  EXPECT_EQ(*Audit(db_, now, 1)(100), 1) << "young, and not last week's";
}

TEST_F(RetentionTest, NothingGoesWhileTheClockHasNotBeenToldTheTime) {
  Record("any", 1, "2020-01-01T00:00:00Z");
  StepClock never;
  EXPECT_EQ(*Requests(db_, never, 7)(100), 0);
}

TEST_F(RetentionTest, ARoundTakesAllInSmallTransactions) {
  Record("old", 4500, "2026-01-01T00:00:00Z");
  Record("young", 1, "2026-03-10T00:00:00Z");
  std::vector<std::int64_t> removed;
  Retention retention;
  retention.Add("idempotency", [&, purge = Requests(db_, clock_, 7)](std::int64_t most) {
    auto count = purge(most);
    removed.push_back(count.value_or(-1));
    return count;
  });
  retention.Round({});
  EXPECT_THAT(removed, ElementsAre(2000, 2000, 500));
  EXPECT_THAT(Left(), ElementsAre("young-1"));
}

TEST_F(RetentionTest, WhatFailsLeavesTheOthersTheirTurn) {
  Record("old", 1, "2026-01-01T00:00:00Z");
  Retention retention;
  retention.Add("broken", [](std::int64_t) -> Result<std::int64_t> {
    return Fail(Reason{Code::kUnavailable, "DATABASE_UNAVAILABLE", ""}, "away");
  });
  retention.Add("idempotency", Requests(db_, clock_, 7));
  retention.Round({});
  EXPECT_THAT(Left(), ElementsAre());
}

TEST_F(RetentionTest, StopsAtOnceWhileItWaitsForItsHour) {
  Retention retention;
  retention.Add("idempotency", Requests(db_, clock_, 7));
  retention.Start();
  retention.Stop();
  retention.Stop();
}

}  // namespace
}  // namespace maillage::retention
