#include "notifier/engine/measures.h"

#include <memory>
#include <set>

#include "platform/log/log.h"

namespace maillage::notifier {
namespace {

metrics::Counter* Mails(const char* outcome) {
  return &metrics::Registry::Process().AddCounter(
      "maillage_mails_total", "Mails handed to the mail server, by outcome.", {{"outcome", outcome}});
}

metrics::Gauge& Count(metrics::Registry& registry, const metrics::Labels& labels) {
  return registry.AddGauge("maillage_reminders", "Reminders in the ledger, by rule and state.", labels);
}

}  // namespace

Measures::Measures()
    : mails_{Mails("sent"), Mails("refused"), Mails("postponed"), Mails("unknown")},
      lateness_(metrics::Registry::Process().AddHistogram(
          "maillage_reminder_lateness_seconds",
          "From the instant at which a reminder was to leave to its sending, on the platform's clock.",
          {0.001, 0.005, 0.02, 0.1, 0.5, 1, 5, 30, 120, 600, 3600, 86400})) {}

void Measures::Sent(const Mail& mail, const Outcome& outcome, Instant now) {
  mails_[static_cast<std::size_t>(outcome.kind)]->Add();
  if (outcome.kind != Outcome::kSent) return;
  for (const auto& reminder : mail.sections) {
    if (reminder.leave) lateness_.Observe(std::chrono::duration<double>(now - *reminder.leave).count());
  }
}

void ServeLedgerCounts(pg::Database& database) {
  static constexpr pg::Statement kCount{"notifier_count_all",
                                        "select rule, state, count(*) as count from reminder group by rule, state"};
  auto& registry = metrics::Registry::Process();
  registry.OnScrape([&database, &registry, seen = std::make_shared<std::set<metrics::Labels>>()] {
    const pg::Scope scope("*", std::chrono::steady_clock::now() + std::chrono::seconds(2));
    auto done = database.Read<bool>(scope, [&](pg::Transaction& tx) -> Result<bool> {
      auto rows = tx.Query(kCount);
      if (!rows) return Propagate(rows);
      // A pair that no row has any more is 0, not what it was.
      for (const auto& labels : *seen) Count(registry, labels).Set(0);
      for (const auto row : *rows) {
        const metrics::Labels labels{{"rule", row.Get<std::string>("rule")}, {"state", row.Get<std::string>("state")}};
        seen->insert(labels);
        Count(registry, labels).Set(static_cast<double>(row.Get<std::int64_t>("count")));
      }
      return true;
    });
    if (!done) log::Warn("the ledger could not be counted", done.error());
  });
}

}  // namespace maillage::notifier
