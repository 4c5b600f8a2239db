#include "maillage/notifier/v1/rule.pb.h"
#include "notifier/domain/rules.h"
#include "notifier/rpc/testing.h"

/// RuleService: what a Caf changes.
namespace maillage::notifier::rpc {
namespace {

using ::testing::ElementsAre;

class Rules : public Methods {
 protected:
  Result<v1::Rule> Update(const std::function<void(v1::Rule&)>& change, const std::string& id = "meeting.eve") {
    v1::UpdateRuleRequest request;
    request.mutable_rule()->set_name("cafs/95/rules/" + id);
    change(*request.mutable_rule());
    return Ask<v1::Rule>("RuleService/UpdateRule", request);
  }
  static std::vector<std::string> Fields(const Result<v1::Rule>& result) {
    std::vector<std::string> fields;
    if (result) return {"accepted"};
    for (const auto& fault : result.error().faults) fields.push_back(fault.field);
    return fields;
  }
  std::vector<std::string> LeavesOfEve() {
    return EngineOnDatabase::Ask(
        "select state || coalesce(' ' || to_char(leave_at at time zone 'Europe/Paris', 'YYYY-MM-DD HH24:MI'), '') as "
        "value from reminder where rule = 'meeting.eve'");
  }
};

TEST_F(Rules, ThatACafChangesMakeThePlanAnew) {
  HaveOneDue();
  EXPECT_THAT(LeavesOfEve(), ElementsAre("PLANNED 2026-03-02 09:00"));
  const auto changed = Update([](v1::Rule& rule) {
    rule.set_offset_days(-4);
    rule.set_hour("08:30");
    rule.set_wording("À très vite.");
  });
  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->hour(), "08:30");
  EXPECT_EQ(changed->offset_days(), -4);
  EXPECT_THAT(LeavesOfEve(), ElementsAre("PLANNED 2026-02-27 08:30"));
  ASSERT_TRUE(Update([](v1::Rule& rule) { rule.set_off(true); }));
  EXPECT_THAT(LeavesOfEve(), ElementsAre(::testing::StartsWith("CANCELLED")));
  ASSERT_TRUE(Update([](v1::Rule&) {}));
  EXPECT_THAT(LeavesOfEve(), ElementsAre("PLANNED 2026-03-02 09:00")) << "all overrides are replaced";
}

TEST_F(Rules, AreListedByIdWithWhatTheCafChanges) {
  AddCaf();
  ASSERT_TRUE(Update([](v1::Rule& rule) { rule.set_off(true); }));
  v1::ListRulesRequest request;
  request.set_parent("cafs/95");
  const auto rules = Ask<v1::ListRulesResponse>("RuleService/ListRules", request).value();
  EXPECT_EQ(rules.rules_size(), static_cast<int>(kRuleCount));
  std::vector<std::string> off;
  for (int index = 0; index < rules.rules_size(); ++index) {
    if (rules.rules(index).off()) off.push_back(rules.rules(index).name());
    if (index > 0) {
      EXPECT_LT(rules.rules(index - 1).name(), rules.rules(index).name());
    }
    EXPECT_NE(rules.rules(index).description(), "");
  }
  EXPECT_THAT(off, ElementsAre("cafs/95/rules/meeting.eve"));
}

TEST_F(Rules, TellEveryFaultAtOnceWithItsField) {
  AddCaf();
  EXPECT_THAT(Fields(Update([](v1::Rule& rule) {
                rule.set_offset_days(2);
                rule.set_hour("24:00");
                rule.set_wording(std::string(1001, 'x'));
              })),
              ElementsAre("rule.offset_days", "rule.hour", "rule.wording"));
  EXPECT_THAT(Fields(Update(
                  [](v1::Rule& rule) {
                    rule.set_off(true);
                    rule.set_offset_days(-1);
                    rule.set_hour("10:00");
                  },
                  "registration.confirmed")),
              ElementsAre("rule.off", "rule.offset_days", "rule.hour"))
      << "it is transactional";
  for (const auto* hour : {"9:00", "09h00", "09:60", "-1:00", "09:00:00", " 9:00"})
    EXPECT_THAT(Fields(Update([&](v1::Rule& rule) { rule.set_hour(hour); })), ElementsAre("rule.hour")) << hour;
  for (const int days : {0, 1, -367})
    EXPECT_THAT(Fields(Update([&](v1::Rule& rule) { rule.set_offset_days(days); })), ElementsAre("rule.offset_days"));
  EXPECT_EQ(Update([](v1::Rule& rule) { rule.set_hour("25:00"); }).error().reason, "INVALID_REQUEST");
}

TEST_F(Rules, ThatNobodyKnowsAreNotFound) {
  AddCaf();
  EXPECT_EQ(Update([](v1::Rule&) {}, "meeting.lunch").error().reason, "NOT_FOUND");
  EXPECT_EQ(Update([](v1::Rule& rule) { rule.set_name("cafs/95/reminders/meeting.eve"); }).error().reason, "NOT_FOUND");
  v1::UpdateRuleRequest elsewhere;
  elsewhere.mutable_rule()->set_name("cafs/75/rules/meeting.eve");
  EXPECT_EQ(Ask<v1::Rule>("RuleService/UpdateRule", elsewhere, "75").error().reason, "NOT_FOUND")
      << "a Caf that is unknown";
}

}  // namespace
}  // namespace maillage::notifier::rpc
