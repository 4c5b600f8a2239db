#include "platform/outbox/relay_queue.h"

namespace maillage::outbox {
namespace {

using std::chrono::seconds;
using Clock = std::chrono::steady_clock;

// A deletion that a crash undoes makes a second copy, which consumers drop: no reason to wait for the disk.
constexpr pg::Statement kNoWait{"outbox_no_wait", "select set_config('synchronous_commit', 'off', true)"};
constexpr pg::Statement kDelete{"outbox_delete", "delete from public.outbox where id = any($1::bigint[])"};
constexpr pg::Statement kTakeLane{"outbox_take_lane", "select pg_try_advisory_lock(1869968498, $1::int) as taken"};
constexpr char kReadSql[] =
    "select id, event_id, topic, key, type, caf, time, traceparent, payload, (select max(id) from public.outbox) as "
    "newest "
    "from public.outbox where id > $4 and id <= $5 and id <> all($6::bigint[]) and lane % $1::int = any($2::int[]) "
    "order by id limit $3::int";
constexpr pg::Statement kRead{"outbox_read", kReadSql};
// Of a full outbox, along the index: the planner takes row-level security for a filter that leaves next to nothing, and
// would read and sort the whole table each time. A plan of its own, as an outbox that is nearly empty is better sorted:
// its index still leads to all that was deleted.
constexpr pg::Statement kReadOn{"outbox_read_on", kReadSql};
constexpr pg::Statement kNoSort{"outbox_no_sort", "select set_config('enable_sort', 'off', true)"};

pg::Scope Short() { return pg::Scope("*", Clock::now() + seconds(5)); }

}  // namespace

std::vector<std::int64_t> Deletable(const Rows& rows, const std::vector<std::size_t>& delivered) {
  std::vector<std::int64_t> ids;
  std::set<std::string_view> stopped;
  auto next = delivered.begin();
  for (std::size_t i = 0; i < rows.ids.size(); ++i) {
    const bool sent = next != delivered.end() && *next == i;
    if (sent) ++next;
    if (!sent) stopped.insert(rows.events[i].key);
    if (sent && !stopped.contains(rows.events[i].key)) ids.push_back(rows.ids[i]);
  }
  return ids;
}

RelayQueue::RelayQueue(pg::Database& database, std::string source, RelayConfig config)
    : source_(std::move(source)),
      config_(config),
      session_(database),
      published_(
          metrics::Registry::Process().AddCounter("maillage_outbox_published_total", "Events that Kafka confirmed.")) {}

Result<Rows> RelayQueue::Exchange(const std::vector<std::int64_t>& confirmed, const Range& range) {
  Rows rows;
  auto status = session_.Run(Short(), [&](pg::Transaction& tx) -> Status {
    if (session_.generation() != lanes_generation_ ||
        (static_cast<int>(lanes_.size()) < config_.lanes && Clock::now() >= next_take_)) {
      if (auto taken = TakeLanes(tx); !taken) return taken;
    }
    tx.Execute(kNoWait);
    if (!confirmed.empty()) tx.Execute(kDelete, confirmed);
    auto read = Read(tx, range);
    if (!read) return Propagate(read);
    rows = std::move(*read);
    return {};
  });
  if (!status) return Propagate(status);
  published_.Add(static_cast<double>(confirmed.size()));
  return rows;
}

void RelayQueue::Release(const std::vector<std::int64_t>& confirmed) {
  if (!confirmed.empty()) {
    auto status = session_.Run(Short(), [&](pg::Transaction& tx) -> Status {
      tx.Execute(kDelete, confirmed);
      return {};
    });
    if (status) published_.Add(static_cast<double>(confirmed.size()));
  }
  session_.Close();
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

Result<Rows> RelayQueue::Read(pg::Transaction& tx, const Range& range) {
  const std::vector<std::int64_t> lanes(lanes_.begin(), lanes_.end());
  if (range.after > 0) tx.Execute(kNoSort);
  auto found = tx.Query(range.after > 0 ? kReadOn : kRead, config_.lanes, lanes, config_.half(), range.after,
                        range.up_to, range.without);
  if (!found) return Propagate(found);
  Rows rows;
  rows.ids.reserve(static_cast<std::size_t>(found->size()));
  rows.events.reserve(static_cast<std::size_t>(found->size()));
  if (!found->empty()) rows.newest = (*found)[0].Get<std::int64_t>("newest");
  for (const auto row : *found) {
    kafka::Envelope event;
    event.id = row.Get<std::string>("event_id");
    event.topic = row.Get<std::string>("topic");
    event.key = row.Get<std::string>("key");
    event.type = row.Get<std::string>("type");
    event.source = source_;
    event.caf = row.Get<std::string>("caf");
    event.time = row.Get<Instant>("time");
    event.traceparent = row.Get<std::string>("traceparent");
    event.payload = std::move(row.Get<pg::Bytes>("payload").data);
    rows.ids.push_back(row.Get<std::int64_t>("id"));
    rows.events.push_back(std::move(event));
  }
  return rows;
}

}  // namespace maillage::outbox
