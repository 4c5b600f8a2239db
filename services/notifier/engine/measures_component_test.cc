#include "notifier/engine/measures.h"
#include "notifier/engine/sent.h"
#include "notifier/engine/testing.h"
#include "platform/metrics/metrics.h"

namespace maillage::notifier {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class MeasuresTest : public testing::EngineOnDatabase {
 protected:
  MeasuresTest() { ServeLedgerCounts(database_, clock_); }
  ~MeasuresTest() override { metrics::Registry::Process().StopExposing(); }

  static std::string Scrape() { return metrics::Registry::Process().Text(); }
  void MoveBy(std::chrono::seconds time) { clock_.AdvanceTo(clock_.Now() + time); }
  std::int64_t Forget(Instant before) {
    return *database_.Write<std::int64_t>(pg::Scope::Internal(),
                                          [&](pg::Transaction& tx) { return ForgetTexts(tx, before, 100); });
  }
};

TEST_F(MeasuresTest, AReminderThatHasNotLeftInTimeIsOverdue) {
  HaveOneDue();
  EXPECT_THAT(Scrape(), HasSubstr("maillage_reminder_overdue_seconds 0\n"));
  MoveBy(std::chrono::seconds(90));
  EXPECT_THAT(Scrape(), HasSubstr("maillage_reminder_overdue_seconds 90\n"));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(Scrape(), HasSubstr("maillage_reminder_overdue_seconds 0\n"));
  EXPECT_THAT(Scrape(), HasSubstr("maillage_reminders{rule=\"registration.confirmed\",state=\"SENT\"} 1\n"));
}

TEST_F(MeasuresTest, WhatWasMissedIsToldForAWeek) {
  HaveOneDue();
  database_server_.Script("update reminder set state = 'MISSED' where rule = 'registration.confirmed'");
  EXPECT_THAT(Scrape(), HasSubstr("maillage_reminders_missed_recently 1\n"));
  MoveBy(std::chrono::hours(8 * 24));
  EXPECT_THAT(Scrape(), HasSubstr("maillage_reminders_missed_recently 0\n"));
  EXPECT_THAT(Scrape(), HasSubstr("maillage_reminders{rule=\"registration.confirmed\",state=\"MISSED\"} 1\n"));
}

TEST_F(MeasuresTest, TheActiveNotifierSaysSo) {
  EXPECT_THAT(Scrape(), HasSubstr("maillage_notifier_active 1\n"));
  database_server_.Script("update leader set epoch = epoch + 1");  // another one has taken over
  EXPECT_FALSE(Hear(PersonOf("aicha", "95", "")));
  EXPECT_THAT(Scrape(), HasSubstr("maillage_notifier_active 0\n"));
}

TEST_F(MeasuresTest, TheTextsOfOldMailsAreForgottenAndTheLedgerStays) {
  HaveOneDue();
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(Forget(clock_.Now()), 0) << "sent now";
  EXPECT_EQ(Forget(clock_.Now() + std::chrono::seconds(1)), 1);
  EXPECT_EQ(Forget(clock_.Now() + std::chrono::seconds(1)), 0);
  EXPECT_THAT(Ask("select title || ' ' || recipient || ' ' || text as value from mail"),
              ElementsAre("Titre cafs/95/people/aicha "));
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
}

}  // namespace
}  // namespace maillage::notifier
