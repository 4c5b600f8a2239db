#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/outbox/relay.h"

namespace maillage::outbox {

void ServeDepth(pg::Database& database) {
  static constexpr pg::Statement kMeasure{
      "outbox_measure",
      "select count(*) as depth, "
      "coalesce(extract(epoch from clock_timestamp() - min(appended_at)), 0)::float8 as age from public.outbox"};
  auto& registry = metrics::Registry::Process();
  auto& depth = registry.AddGauge("maillage_outbox_depth", "Events committed and not yet confirmed by Kafka.");
  auto& age = registry.AddGauge("maillage_outbox_oldest_age_seconds", "Age of the oldest event in the outbox.");
  registry.OnScrape([&database, &depth, &age] {
    const pg::Scope scope("*", std::chrono::steady_clock::now() + std::chrono::seconds(1));
    auto done = database.Read<bool>(scope, [&](pg::Transaction& tx) -> Result<bool> {
      auto rows = tx.Query(kMeasure);
      if (!rows) return Propagate(rows);
      depth.Set(static_cast<double>((*rows)[0].Get<std::int64_t>("depth")));
      age.Set((*rows)[0].Get<double>("age"));
      return true;
    });
    if (!done) log::Warn("the outbox could not be measured", done.error());
  });
}

}  // namespace maillage::outbox
