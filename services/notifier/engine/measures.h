#pragma once

#include <array>

#include "notifier/domain/dispatch.h"
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

/// `maillage_reminders{rule, state}`: the ledger's rows over all Cafs, counted at each scrape.
void ServeLedgerCounts(pg::Database& database);

}  // namespace maillage::notifier
