#include <fmt/format.h>

#include <algorithm>

#include "notifier/rpc/handlers.h"
#include "notifier/rpc/messages.h"
#include "notifier/store/overrides.h"
#include "platform/core/ids.h"
#include "platform/core/reasons.h"

namespace maillage::notifier::rpc {
namespace {

namespace v1 = maillage::notifier::v1;

constexpr std::size_t kLongestWording = 1000;

std::string NameOf(const std::string& caf, const Rule& rule) { return "cafs/" + caf + "/rules/" + rule.name; }

v1::Rule ToProto(const std::string& caf, const Rule& rule, const RuleOverride* change) {
  v1::Rule message;
  message.set_name(NameOf(caf, rule));
  message.set_category(rule.Transactional() ? "transactional" : "reminder");
  message.set_description(rule.description);
  if (change == nullptr) return message;
  message.set_off(change->off);
  if (change->offset_days) message.set_offset_days(*change->offset_days);
  if (change->hour)
    message.set_hour(fmt::format("{:02}:{:02}", change->hour->count() / 60, change->hour->count() % 60));
  message.set_wording(change->wording);
  return message;
}

/// `HH:MM` within the day.
std::optional<std::chrono::minutes> ParseHour(const std::string& text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  auto time = ParseLocalTime("2000-01-01T" + text);
  if (!time) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::minutes>(*time - date::floor<date::days>(*time));
}

Result<v1::ListRulesResponse> List(pg::Database& database, const Call& call) {
  auto changes = database.Read<std::map<std::string, RuleOverride>>(
      call, [&](pg::Transaction& tx) { return store::LoadOverrides(tx, call.caf); });
  if (!changes) return Propagate(changes);
  v1::ListRulesResponse response;
  for (const auto& rule : AllRules()) {
    const auto found = changes->find(rule.name);
    *response.add_rules() = ToProto(call.caf, rule, found == changes->end() ? nullptr : &found->second);
  }
  std::sort(response.mutable_rules()->begin(), response.mutable_rules()->end(),
            [](const v1::Rule& a, const v1::Rule& b) { return a.name() < b.name(); });
  return response;
}

/// Each field by itself, so that every fault is named.
std::vector<FieldFault> FaultsOf(const RuleOverride& change, const v1::Rule& wanted) {
  std::vector<FieldFault> faults;
  const auto check = [&](const char* field, const RuleOverride& alone) {
    if (auto status = RuleSet::Check(alone); !status) faults.push_back({field, status.error().message});
  };
  check("rule.off", {change.rule, change.off, {}, {}, {}});
  check("rule.offset_days", {change.rule, false, change.offset_days, {}, {}});
  if (!wanted.hour().empty() && !change.hour) {
    faults.push_back({"rule.hour", "expected HH:MM within the day"});
  } else {
    check("rule.hour", {change.rule, false, {}, change.hour, {}});
  }
  if (change.wording.size() > kLongestWording)
    faults.push_back({"rule.wording", fmt::format("at most {} bytes", kLongestWording)});
  return faults;
}

Result<v1::Rule> Update(Engine& engine, const Call& call, const v1::UpdateRuleRequest& request) {
  const auto& wanted = request.rule();
  RuleOverride change;
  change.rule = std::string(LastSegment(wanted.name()));
  const auto* rule = FindRule(change.rule);
  if (rule == nullptr || wanted.name() != NameOf(call.caf, *rule)) return NotFound(wanted.name());
  change.off = wanted.off();
  if (wanted.has_offset_days()) change.offset_days = wanted.offset_days();
  change.hour = ParseHour(wanted.hour());
  change.wording = wanted.wording();
  if (auto faults = FaultsOf(change, wanted); !faults.empty()) {
    Error error = Fail(reason::kInvalidRequest, "{} of the rule's fields are wrong", faults.size()).value();
    error.faults = std::move(faults);
    return tl::unexpected(std::move(error));
  }
  return engine.Act<v1::Rule>(call, [&](pg::Transaction&, Planner& planner) -> Result<v1::Rule> {
    planner.Apply(fact::RuleOverridden{change}, call.now);
    return ToProto(call.caf, *rule, &change);
  });
}

}  // namespace

void ServeRules(maillage::rpc::Router& router, pg::Database& database, Engine& engine) {
  router.Unary<v1::ListRulesRequest, v1::ListRulesResponse>(
      "maillage.notifier.v1.RuleService/ListRules",
      [&database](const Call& call, const auto&) { return List(database, call); });
  router.Unary<v1::UpdateRuleRequest, v1::Rule>(
      "maillage.notifier.v1.RuleService/UpdateRule",
      [&engine](const Call& call, const auto& request) { return Update(engine, call, request); });
}

}  // namespace maillage::notifier::rpc
