#pragma once

#include <array>

#include "notifier/domain/dispatch.h"
#include "platform/clock/clock.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/database.h"

namespace maillage::notifier {

/// The notifier's own metrics, registered at start.
class Measures {
 public:
  Measures();

  void Sent(const Mail& mail, const Outcome& outcome, Instant now);

 private:
  std::array<metrics::Counter*, 4> mails_;  // by Outcome::Kind
  metrics::Histogram& lateness_;
};

/// What the ledger says over all Cafs, counted at each scrape: `maillage_reminders{rule, state}`, its rows;
/// `maillage_reminder_overdue_seconds`, since when the one that waits longest beyond its time is to leave (0: none
/// does); `maillage_reminders_missed_recently`, those missed whose time was in the last seven days. Both on the
/// platform's clock.
void ServeLedgerCounts(pg::Database& database, const Clock& clock);

}  // namespace maillage::notifier
