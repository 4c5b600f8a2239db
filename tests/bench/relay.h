#pragma once

#include "platform/pg/test_database.h"

namespace maillage::bench {

/// Empties the outbox and puts so many of EventNumber's events in it.
void FillOutbox(const pg::TestDatabase& database, int events);

}  // namespace maillage::bench
