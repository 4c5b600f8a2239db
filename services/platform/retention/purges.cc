#include "platform/retention/purges.h"

namespace maillage::retention {
namespace {

// By physical place: a row that is changed meanwhile is another one, and stays.
constexpr pg::Statement kRequests{"purge_requests",
                                  "delete from public.idempotency where ctid = any (array("
                                  "select ctid from public.idempotency where created_at < $1 limit $2))"};
constexpr pg::Statement kAudit{"purge_audit",
                               "delete from public.audit where ctid = any (array("
                               "select ctid from public.audit where at < $1 limit $2))"};

Purge Older(pg::Database& database, const Clock& clock, int days, const pg::Statement& statement) {
  return [&database, &clock, days, statement](std::int64_t most) {
    return database.Write<std::int64_t>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<std::int64_t> {
      auto rows = tx.Query(statement, clock.Now() - std::chrono::hours(24 * days), most);
      if (!rows) return Propagate(rows);
      return rows->affected();
    });
  };
}

}  // namespace

Purge Requests(pg::Database& database, const Clock& clock, int days) { return Older(database, clock, days, kRequests); }

Purge Audit(pg::Database& database, const Clock& clock, int days) { return Older(database, clock, days, kAudit); }

}  // namespace maillage::retention
