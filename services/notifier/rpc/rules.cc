#include <fmt/format.h>

#include "notifier/rpc/handlers.h"
#include "notifier/rpc/messages.h"
#include "notifier/store/overrides.h"
#include "platform/core/ids.h"
#include "platform/core/reasons.h"

namespace maillage::notifier::rpc {
namespace {

namespace v1 = maillage::notifier::v1;

v1::Rule ToProto(const std::string& caf, const Rule& rule, const RuleOverride* change) {
  v1::Rule message;
  message.set_name("cafs/" + caf + "/rules/" + rule.name);
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
  return response;
}

Result<v1::Rule> Update(Engine& engine, const Call& call, const v1::UpdateRuleRequest& request) {
  const auto& wanted = request.rule();
  RuleOverride change;
  change.rule = std::string(LastSegment(wanted.name()));
  change.off = wanted.off();
  if (wanted.has_offset_days()) change.offset_days = wanted.offset_days();
  change.wording = wanted.wording();
  if (!wanted.hour().empty()) {
    change.hour = ParseHour(wanted.hour());
    if (!change.hour) {
      Error error = Fail(reason::kInvalidRequest, "one field is wrong").value();
      error.faults.push_back({"rule.hour", "expected HH:MM within the day"});
      return tl::unexpected(std::move(error));
    }
  }
  if (auto status = RuleSet::Check(change); !status) return Propagate(status);
  if (auto status = engine.Override(call.caf, change); !status) return Propagate(status);
  return ToProto(call.caf, *FindRule(change.rule), &change);
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
