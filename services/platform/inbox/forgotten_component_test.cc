#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/inbox/forgotten.h"
#include "platform/pg/test_database.h"

namespace maillage::inbox {
namespace {

using std::chrono::hours;
using testing::ElementsAre;

constexpr char kTopic[] = "prefix.maillage.test.events";
constexpr int kDays = 120;
constexpr std::int64_t kAll = 1000;
constexpr pg::Statement kIds{"ids", "select event_id from inbox order by event_id"};

class ForgottenTest : public testing::Test {
 protected:
  /// An id of the inbox, received so many days ago.
  void Received(const std::string& id, int days_ago, const std::string& consumer = "reader") {
    database_.Script("insert into inbox (consumer, event_id, received_at) values ('" + consumer + "', '" + id +
                     "', now() - interval '" + std::to_string(days_ago) + " days')");
  }
  /// Somebody noted how far a partition was applied, so many days ago.
  void Noted(int partition, int days_ago) {
    database_.Script(
        "insert into inbox_position (consumer, topic, partition, next_offset, noted_at) values ('reader', '" +
        std::string(kTopic) + "', " + std::to_string(partition) + ", 1, now() - interval '" + std::to_string(days_ago) +
        " days')");
  }
  std::int64_t Forget(const std::map<PartitionId, std::int64_t>& positions, std::int64_t most = kAll) {
    return *db_.Write<std::int64_t>(pg::Scope::Internal(), [&](pg::Transaction& tx) {
      return inbox::Forget(tx, "reader", positions, {kTopic}, kDays, most);
    });
  }
  std::vector<std::string> Ids() {
    return *db_.Read<std::vector<std::string>>(pg::Scope::Internal(),
                                               [](pg::Transaction& tx) -> Result<std::vector<std::string>> {
                                                 std::vector<std::string> ids;
                                                 auto rows = tx.Query(kIds);
                                                 if (!rows) return Propagate(rows);
                                                 for (const auto row : *rows)
                                                   ids.push_back(row.Get<std::string>("event_id"));
                                                 return ids;
                                               });
  }
  /// What is left of an event at that offset which came into the log so many days ago: itself, or nothing.
  bool Passes(std::int64_t offset, int days_ago, int partition = 0) {
    kafka::Envelope event;
    event.topic = kTopic;
    event.partition = partition;
    event.offset = offset;
    event.published = date::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) - hours(24 * days_ago);
    return !db_.Read<std::vector<kafka::Envelope>>(
                   pg::Scope::Internal(), [&](pg::Transaction& tx) { return WithoutForgotten(tx, "reader", {event}); })
                ->empty();
  }

  pg::TestDatabase database_{"forgotten"};
  pg::Database db_{{database_.url()}};
};

TEST_F(ForgottenTest, IdsGoWhenTheirDaysAreOver) {
  Received("old", 121);
  Received("young", 119);
  Received("elsewhere", 500, "other");
  EXPECT_EQ(Forget({{{kTopic, 0}, 50}}), 1);
  EXPECT_THAT(Ids(), ElementsAre("elsewhere", "young"));
}

TEST_F(ForgottenTest, NotMoreAtOnceThanAskedFor) {
  for (int i = 0; i < 5; ++i) Received("old " + std::to_string(i), 200);
  EXPECT_EQ(Forget({{{kTopic, 0}, 50}}, 3), 3);
  EXPECT_EQ(Forget({{{kTopic, 0}, 50}}, 3), 2);
}

TEST_F(ForgottenTest, AnEventWhoseIdIsForgottenIsNotAppliedAgain) {
  EXPECT_TRUE(Passes(10, 200)) << "a new consumer reads from the beginning";
  Forget({{{kTopic, 0}, 50}});
  EXPECT_FALSE(Passes(10, 200));
  EXPECT_FALSE(Passes(49, 200));
  EXPECT_TRUE(Passes(50, 200)) << "it was not applied";
  EXPECT_TRUE(Passes(10, 200, 1)) << "another partition";
}

TEST_F(ForgottenTest, AYoungEventIsTheInboxsAlone) {
  Forget({{{kTopic, 0}, 50}});
  EXPECT_TRUE(Passes(10, 1)) << "of a log that was made anew, say";
  EXPECT_TRUE(Passes(10, 100));
}

TEST_F(ForgottenTest, NothingGoesThatAnotherReplicasPartitionMayNeed) {
  Received("old", 200);
  Noted(1, 300);
  EXPECT_EQ(Forget({{{kTopic, 0}, 50}}), 0) << "how far partition 1 was applied since is not known";
  EXPECT_TRUE(Passes(10, 200));
  EXPECT_EQ(Forget({{{kTopic, 0}, 50}, {{kTopic, 1}, 9}}), 1);
  EXPECT_FALSE(Passes(8, 200, 1));
}

TEST_F(ForgottenTest, NothingGoesWhileNobodyHasAPartition) {
  Received("old", 200);
  EXPECT_EQ(Forget({}), 0);
  EXPECT_THAT(Ids(), ElementsAre("old"));
}

TEST_F(ForgottenTest, APositionNeverGoesBack) {
  Forget({{{kTopic, 0}, 50}});
  Forget({{{kTopic, 0}, 20}});
  EXPECT_FALSE(Passes(49, 200));
}

}  // namespace
}  // namespace maillage::inbox
