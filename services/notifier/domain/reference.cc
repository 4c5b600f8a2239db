#include "notifier/domain/reference.h"

namespace maillage::notifier {

std::int64_t Days(CivilDate date) { return date::sys_days{date}.time_since_epoch().count(); }
std::int64_t Micros(Instant instant) { return instant.time_since_epoch().count(); }

std::string ReferenceText(const Row& row) {
  if (RuleOf(row.rule).ByDate()) return ToString(CivilDate{date::sys_days{date::days{row.reference}}});
  return ToRfc3339(Instant{std::chrono::microseconds{row.reference}});
}

std::int64_t ParseReference(const Rule& rule, const std::string& text) {
  if (rule.ByDate()) return Days(ParseDate(text).value_or(CivilDate{}));
  return Micros(ParseInstant(text).value_or(Instant{}));
}

}  // namespace maillage::notifier
