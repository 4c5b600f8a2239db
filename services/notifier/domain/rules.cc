#include "notifier/domain/rules.h"

#include <cstdlib>
#include <string>

#include "platform/core/reasons.h"

namespace maillage::notifier {

namespace {

constexpr std::chrono::minutes kMorning = std::chrono::hours{9};

bool HasDayOffset(const Rule& rule) { return rule.offset != 0 && rule.anchor != Anchor::kOfferEnd; }

}  // namespace

Status RuleSet::Check(const RuleOverride& change) {
  const Rule* rule = FindRule(change.rule);
  if (rule == nullptr) return Fail(reason::kNotFound, "there is no rule {}", change.rule);
  if (change.off && rule->Transactional())
    return Fail(reason::kInvalidRequest, "{} is transactional: it cannot be switched off", change.rule);
  if (change.offset_days) {
    if (!HasDayOffset(*rule)) return Fail(reason::kInvalidRequest, "{} has no day offset", change.rule);
    if ((*change.offset_days < 0) != (rule->offset < 0) || *change.offset_days == 0 ||
        std::abs(*change.offset_days) > 366) {
      return Fail(reason::kInvalidRequest, "the offset of {} keeps its sign and is at most a year", change.rule);
    }
  }
  if (change.hour) {
    if (!HasDayOffset(*rule)) return Fail(reason::kInvalidRequest, "{} has no hour", change.rule);
    if (change.hour->count() < 0 || *change.hour >= std::chrono::hours{24}) {
      return Fail(reason::kInvalidRequest, "the hour of {} is not within the day", change.rule);
    }
  }
  return {};
}

void RuleSet::Override(const RuleOverride& change) {
  if (const Rule* rule = FindRule(change.rule)) overrides_[static_cast<std::size_t>(rule->id)] = change;
}

bool RuleSet::Off(RuleId id) const {
  const auto& change = OverrideOf(id);
  return change && change->off;
}

int RuleSet::OffsetDays(RuleId id) const {
  const auto& change = OverrideOf(id);
  return change && change->offset_days ? *change->offset_days : RuleOf(id).offset;
}

std::chrono::minutes RuleSet::Hour(RuleId id) const {
  const auto& change = OverrideOf(id);
  return change && change->hour ? *change->hour : kMorning;
}

}  // namespace maillage::notifier
