#pragma once

#include "platform/clock/clock.h"
#include "platform/pg/database.h"
#include "platform/retention/retention.h"

namespace maillage::retention {

/// The records of request ids (public.idempotency), `days` after the call: from then on the same request id is a new
/// request. On the clock that wrote them, the platform's.
Purge Requests(pg::Database& database, const Clock& clock, int days);

/// The rows of the audit (public.audit), `days` after the call; 180 at least, or the database keeps them.
Purge Audit(pg::Database& database, const Clock& clock, int days);

}  // namespace maillage::retention
