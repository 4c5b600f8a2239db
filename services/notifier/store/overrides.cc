#include "notifier/store/overrides.h"

#include "notifier/store/documents.h"

namespace maillage::notifier::store {
namespace {

constexpr pg::Statement kLoad{"notifier_load_overrides",
                              "select document::text as document from known where caf = $1 and kind = 'override'"};

}  // namespace

Result<std::map<std::string, RuleOverride>> LoadOverrides(pg::Transaction& tx, const std::string& caf) {
  auto rows = tx.Query(kLoad, caf);
  if (!rows) return Propagate(rows);
  std::map<std::string, RuleOverride> changes;
  for (const auto row : *rows) {
    auto change = FromDocument<RuleOverride>(row.Get<std::string>("document"));
    changes[change.rule] = std::move(change);
  }
  return changes;
}

}  // namespace maillage::notifier::store
