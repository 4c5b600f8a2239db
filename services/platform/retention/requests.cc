#include "platform/retention/requests.h"

namespace maillage::retention {
namespace {

// By physical place: a row that is changed meanwhile is another one, and stays.
constexpr pg::Statement kPurge{"purge_requests",
                               "delete from public.idempotency where ctid = any (array("
                               "select ctid from public.idempotency where created_at < $1 limit $2))"};

}  // namespace

Purge Requests(pg::Database& database, const Clock& clock, int days) {
  return [&database, &clock, days](std::int64_t most) {
    return database.Write<std::int64_t>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<std::int64_t> {
      auto rows = tx.Query(kPurge, clock.Now() - std::chrono::hours(24 * days), most);
      if (!rows) return Propagate(rows);
      return rows->affected();
    });
  };
}

}  // namespace maillage::retention
