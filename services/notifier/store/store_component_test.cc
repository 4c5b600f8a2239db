#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "notifier/store/full_records.h"
#include "notifier/store/ledger.h"
#include "notifier/store/overrides.h"
#include "notifier/store/records_store.h"
#include "platform/pg/database.h"
#include "platform/pg/test_database.h"

/// Records and ledger on the real PostgreSQL.
namespace maillage::notifier::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// With nothing in all that may change of a row.
Reminder Emptied(const Reminder& full) {
  Reminder reminder;
  reminder.name = full.name;
  reminder.rule = full.rule;
  reminder.recipient = full.recipient;
  reminder.subject = full.subject;
  reminder.reference = full.reference;
  reminder.channel = full.channel;
  return reminder;
}

class Store : public ::testing::Test {
 protected:
  static pg::Scope ScopeOf(const std::string& caf) {
    return {caf, std::chrono::steady_clock::now() + std::chrono::seconds(60)};
  }
  Status Put(const std::string& caf, const Records& records, const std::string& as = "*") {
    auto done = database_.Write<bool>(ScopeOf(as), [&](pg::Transaction& tx) -> Result<bool> {
      Save(tx, caf, records);
      return true;
    });
    if (!done) return Propagate(done);
    return {};
  }
  template <class T, class Query>
  T Get(const Query& query, const std::string& as = "*") {
    auto read = database_.Read<T>(ScopeOf(as), query);
    if (!read) throw std::runtime_error(read.error().message);
    return *read;
  }
  Records Stored(const std::string& caf, const std::string& as = "*") {
    return Get<Records>([&](pg::Transaction& tx) { return Load(tx, caf); }, as);
  }

  pg::TestDatabase server_{"notifier_store", MAILLAGE_SOURCE_DIR "/services/notifier/migrations"};
  pg::Database database_{{server_.url(), 4}};
};

TEST_F(Store, KeepsEveryFieldOfEveryRecord) {
  ASSERT_TRUE(Put("95", FullRecords()));
  EXPECT_TRUE(Fields(Stored("95")) == Fields(FullRecords()));
}

TEST_F(Store, ReplacesWhatIsSavedAgain) {
  ASSERT_TRUE(Put("95", FullRecords()));
  auto changed = FullRecords();
  changed.people[0].family_name = "Benali";
  changed.events[0].sessions[0].place = "";
  changed.overrides[0].off = false;
  changed.reminders[0] = Emptied(changed.reminders[0]);
  changed.cursor = Moment(18);
  ASSERT_TRUE(Put("95", changed));
  EXPECT_TRUE(Fields(Stored("95")) == Fields(changed));
}

TEST_F(Store, UpdatesTheRowsItHas) {
  auto before = FullRecords();
  before.reminders = {Emptied(FullReminder("a")), FullReminder("b")};
  ASSERT_TRUE(Put("95", before));
  Records changed;
  changed.updated = {FullReminder("a"), Emptied(FullReminder("b"))};
  changed.cursor = before.cursor;
  EXPECT_TRUE(Put("95", changed));
  auto after = before;
  after.reminders = changed.updated;
  EXPECT_TRUE(Fields(Stored("95")) == Fields(after));
}

TEST_F(Store, KnowsTheCafsApartAndShowsEachItsOwn) {
  ASSERT_TRUE(Put("95", FullRecords()));
  Records other;
  other.caf = Caf{"cafs/974", "Caf de La Réunion", "974", "Indian/Reunion"};
  other.reminders = {FullReminder("a", "974")};
  other.overrides = {FullOverride()};
  other.cursor = Moment(1);
  ASSERT_TRUE(Put("974", other));
  const auto all = Get<std::map<std::string, Records>>([](pg::Transaction& tx) { return LoadAll(tx); });
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(Fields(all.at("95")) == Fields(FullRecords()));
  EXPECT_TRUE(Fields(all.at("974")) == Fields(other));

  EXPECT_TRUE(Fields(Stored("974", "95")) == Fields(Records())) << "row-level security: nothing of another Caf";
  EXPECT_FALSE(Put("974", other, "95")) << "nor is anything written there";
  const auto found = database_.Read<Reminder>(
      ScopeOf("95"), [](pg::Transaction& tx) { return FindReminder(tx, "cafs/974/reminders/a"); });
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().reason, "NOT_FOUND");
}

class Ledger : public Store {
 protected:
  Ledger() {
    Records records;
    const auto add = [&](const char* id, const char* rule, ReminderState state, std::optional<Instant> leave) {
      auto reminder = FullReminder(id);
      reminder.rule = rule;
      reminder.state = state;
      reminder.leave = leave;
      records.reminders.push_back(reminder);
    };
    add("d", "meeting.eve", ReminderState::kPlanned, Moment(2));
    add("a", "meeting.eve", ReminderState::kSent, Moment(3));
    add("b", "meeting.week", ReminderState::kPlanned, Moment(2));
    add("c", "meeting.week", ReminderState::kPlanned, std::nullopt);
    records.reminders[2].recipient = "cafs/95/people/bruno";
    records.cursor = Moment(1);
    if (!Put("95", records)) throw std::runtime_error("not saved");
  }

  std::vector<std::string> List(const std::vector<listing::Condition>& conditions, const std::string& after = "",
                                int limit = 100) {
    std::vector<std::string> ids;
    for (const auto& each : Get<std::vector<Reminder>>(
             [&](pg::Transaction& tx) { return ListReminders(tx, "95", conditions, after, limit); }, "95")) {
      ids.push_back(each.name.substr(each.name.rfind('/') + 1));
      last_ = PageKey(each);
    }
    return ids;
  }
  std::string last_;
};

TEST_F(Ledger, ListsByLeaveTimeThenName) { EXPECT_THAT(List({}), ElementsAre("c", "b", "d", "a")); }

TEST_F(Ledger, ListsWhatMatchesEveryCondition) {
  EXPECT_THAT(List({{"state", "=", "PLANNED"}}), ElementsAre("c", "b", "d"));
  EXPECT_THAT(List({{"state", "=", "PLANNED"}, {"rule", "=", "meeting.week"}}), ElementsAre("c", "b"));
  EXPECT_THAT(List({{"recipient", "=", "cafs/95/people/bruno"}}), ElementsAre("b"));
  EXPECT_THAT(List({{"subject", "=", "cafs/95/events/r1/sessions/a"}}), ElementsAre("a"));
  EXPECT_THAT(List({{"state", "=", "NONE"}}), IsEmpty());
}

TEST_F(Ledger, GoesOnAfterThePageBefore) {
  std::vector<std::string> seen;
  for (;;) {
    const auto page = List({}, last_, 1);
    if (page.empty()) break;
    seen.push_back(page.front());
  }
  EXPECT_THAT(seen, ElementsAre("c", "b", "d", "a"));
}

TEST_F(Ledger, CountsByRuleAndState) {
  std::vector<std::string> counts;
  for (const auto& each : Get<std::vector<Count>>([](pg::Transaction& tx) { return CountReminders(tx, "95"); }, "95"))
    counts.push_back(each.rule + " " + ToString(each.state) + " " + std::to_string(each.count));
  EXPECT_THAT(counts, ElementsAre("meeting.eve PLANNED 1", "meeting.eve SENT 1", "meeting.week PLANNED 2"));
}

TEST_F(Ledger, TellsWhatIsOverridden) {
  Records records;
  records.overrides = {FullOverride()};
  records.cursor = Moment(2);
  ASSERT_TRUE(Put("95", records));
  const auto overrides =
      Get<std::map<std::string, RuleOverride>>([](pg::Transaction& tx) { return LoadOverrides(tx, "95"); }, "95");
  ASSERT_EQ(overrides.size(), 1u);
  EXPECT_TRUE(Fields(overrides.at("meeting.eve")) == Fields(FullOverride()));
}

}  // namespace
}  // namespace maillage::notifier::store
