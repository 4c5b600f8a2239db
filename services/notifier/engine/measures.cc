#include "notifier/engine/measures.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <set>

#include "platform/log/log.h"

namespace maillage::notifier {
namespace {

metrics::Counter* Mails(const char* outcome) {
  return &metrics::Registry::Process().AddCounter(
      "maillage_mails_total", "Mails handed to the mail server, by outcome.", {{"outcome", outcome}});
}

/// The gauges that the ledger's rows are counted into.
class LedgerCounts {
 public:
  LedgerCounts()
      : overdue_(registry_.AddGauge("maillage_reminder_overdue_seconds",
                                    "How long the reminder that waits longest is beyond its time to leave.")),
        missed_(registry_.AddGauge("maillage_reminders_missed_recently",
                                   "Reminders missed whose time to leave was in the last seven days.")) {}

  Status Count(pg::Transaction& tx, Instant now) {
    static constexpr pg::Statement kCount{
        "notifier_count_all",
        "select rule, state, count(*) as count, min(leave_at) as earliest, "
        "count(*) filter (where coalesce(leave_at, until_at) > $1) as recent from reminder group by rule, state"};
    auto rows = tx.Query(kCount, now - kRecently);
    if (!rows) return Propagate(rows);
    // A pair that no row has any more is 0, not what it was.
    for (const auto& labels : seen_) Gauge(labels).Set(0);
    Instant earliest = now;
    std::int64_t missed = 0;
    for (const auto row : *rows) {
      const auto state = row.Get<std::string>("state");
      const metrics::Labels labels{{"rule", row.Get<std::string>("rule")}, {"state", state}};
      seen_.insert(labels);
      Gauge(labels).Set(static_cast<double>(row.Get<std::int64_t>("count")));
      if (kToLeave.contains(state))
        earliest = std::min(earliest, row.Get<std::optional<Instant>>("earliest").value_or(now));
      if (state == "MISSED") missed += row.Get<std::int64_t>("recent");
    }
    overdue_.Set(std::chrono::duration<double>(now - earliest).count());
    missed_.Set(static_cast<double>(missed));
    return {};
  }

 private:
  static constexpr std::chrono::hours kRecently{7 * 24};
  static inline const std::set<std::string> kToLeave{"PLANNED", "CLAIMED", "UNKNOWN"};

  metrics::Gauge& Gauge(const metrics::Labels& labels) {
    return registry_.AddGauge("maillage_reminders", "Reminders in the ledger, by rule and state.", labels);
  }

  metrics::Registry& registry_ = metrics::Registry::Process();
  metrics::Gauge& overdue_;
  metrics::Gauge& missed_;
  std::set<metrics::Labels> seen_;
};

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

void ServeLedgerCounts(pg::Database& database, const Clock& clock) {
  metrics::Registry::Process().OnScrape([&database, &clock, counts = std::make_shared<LedgerCounts>()] {
    const pg::Scope scope("*", std::chrono::steady_clock::now() + std::chrono::seconds(1));
    auto done = database.Read<bool>(scope, [&](pg::Transaction& tx) -> Result<bool> {
      if (auto counted = counts->Count(tx, clock.Now()); !counted) return Propagate(counted);
      return true;
    });
    if (!done) log::Warn("the ledger could not be counted", done.error());
  });
}

}  // namespace maillage::notifier
