#include "platform/outbox/relay_queue.h"

#include <utility>

#include "platform/pg/array.h"

namespace maillage::outbox {
namespace {

using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

// A deletion that a crash undoes makes a second copy, which consumers drop: no reason to wait for the disk. And all
// goes along the primary key: whoever reads so marks the entries of deleted rows, and nobody visits them again. The
// scans that the planner prefers for a table that it takes for small visit them each time.
constexpr pg::Statement kSettings{
    "outbox_settings",
    "select set_config('synchronous_commit', 'off', true), set_config('enable_sort', 'off', true), "
    "set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true)"};
constexpr pg::Statement kDelete{"outbox_delete", "delete from public.outbox where id = any($1::bigint[])"};
constexpr pg::Statement kTakeLane{"outbox_take_lane", "select pg_try_advisory_lock(1869968498, $1::int) as taken"};
constexpr pg::Statement kRead{
    "outbox_read",
    "select id, event_id::text, topic, key, type, caf, time, traceparent, payload, "
    "(select max(id) from public.outbox) as newest from public.outbox "
    "where id > $4 and id <= $5 and id <> all($6::bigint[]) and lane % $1::int = any($2::int[]) "
    "order by id limit $3::int",
    pg::Statement::Rows::kBinary};

pg::Array<std::int64_t> ArrayOf(const std::vector<std::int64_t>& ids) {
  pg::Array<std::int64_t> array;
  for (const auto id : ids) array.Add(id);
  return array;
}

pg::Scope Short() { return pg::Scope("*", Clock::now() + seconds(5)); }

}  // namespace

RelayQueue::RelayQueue(pg::Database& database, std::string source, RelayConfig config)
    : source_(std::move(source)),
      config_(config),
      session_(database),
      published_(
          metrics::Registry::Process().AddCounter("maillage_outbox_published_total", "Events that Kafka confirmed.")) {}

Status RelayQueue::Ask(const Range& range) {
  deleting_ = std::exchange(confirmed_, {});
  auto status = session_.Ask(Short(), [&](pg::Transaction& tx) -> Status {
    if (session_.generation() != lanes_generation_ ||
        (static_cast<int>(lanes_.size()) < config_.lanes && Clock::now() >= next_take_)) {
      if (auto taken = TakeLanes(tx); !taken) return taken;
    }
    tx.Execute(kSettings);
    if (!deleting_.empty()) tx.Execute(kDelete, ArrayOf(deleting_));
    AskFor(tx, range);
    return {};
  });
  if (!status) Deleted(status);
  return status;
}

Result<Rows> RelayQueue::Take() {
  auto found = session_.Answer();
  Deleted(found ? Status() : Status(Propagate(found)));
  if (!found) return Propagate(found);
  return RowsOf(*found);
}

void RelayQueue::Confirm(const std::vector<std::int64_t>& ids) {
  confirmed_.insert(confirmed_.end(), ids.begin(), ids.end());
}

void RelayQueue::Release() {
  if (confirmed()) {
    deleting_ = std::exchange(confirmed_, {});
    Deleted(session_.Run(Short(), [&](pg::Transaction& tx) -> Status {
      tx.Execute(kDelete, ArrayOf(deleting_));
      return {};
    }));
  }
  session_.Close();
}

/// Whether the transaction that was to delete has done it.
void RelayQueue::Deleted(const Status& status) {
  if (status)
    published_.Add(static_cast<double>(deleting_.size()));
  else
    Confirm(deleting_);
  deleting_.clear();
}

// Locks of the session outlast the transaction; those of a lost connection are gone.
Status RelayQueue::TakeLanes(pg::Transaction& tx) {
  if (session_.generation() != lanes_generation_) lanes_.clear();
  lanes_generation_ = session_.generation();
  next_take_ = Clock::now() + seconds(1);
  for (int lane = 0; lane < config_.lanes; ++lane) {
    if (lanes_.contains(lane)) continue;
    auto rows = tx.Query(kTakeLane, lane);
    if (!rows) return Propagate(rows);
    if ((*rows)[0].Get<bool>("taken")) lanes_.insert(lane);
  }
  return {};
}

void RelayQueue::AskFor(pg::Transaction& tx, const Range& range) {
  const std::vector<std::int64_t> lanes(lanes_.begin(), lanes_.end());
  tx.Execute(kRead, config_.lanes, lanes, config_.part(), range.after, range.up_to, ArrayOf(range.without));
}

Rows RelayQueue::RowsOf(const pg::Rows& found) const {
  Rows rows;
  rows.ids.reserve(static_cast<std::size_t>(found.size()));
  rows.events.reserve(static_cast<std::size_t>(found.size()));
  if (!found.empty()) rows.newest = found[0].Get<std::int64_t>("newest");
  for (const auto row : found) {
    rows.ids.push_back(row.Get<std::int64_t>("id"));
    auto& event = rows.events.emplace_back();
    event.id = row.Get<std::string>("event_id");
    event.topic = row.Get<std::string>("topic");
    event.key = row.Get<std::string>("key");
    event.type = row.Get<std::string>("type");
    event.source = source_;
    event.caf = row.Get<std::string>("caf");
    event.time = row.Get<Instant>("time");
    event.traceparent = row.Get<std::string>("traceparent");
    event.payload = std::move(row.Get<pg::Bytes>("payload").data);
  }
  return rows;
}

}  // namespace maillage::outbox
