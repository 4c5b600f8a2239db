#include "platform/inbox/forgotten.h"

#include <algorithm>

namespace maillage::inbox {
namespace {

using std::chrono::hours;

/// No id is removed before (MAILLAGE_INBOX_DAYS is more): younger events are the inbox's alone.
constexpr hours kYoung{24 * 90};
/// Clocks of the machine that published an event and of the database that received it may differ by that much.
constexpr hours kSlack{1};

constexpr pg::Statement kNote{
    "inbox_note_positions",
    "insert into public.inbox_position as known (consumer, topic, partition, next_offset, noted_at) "
    "select $1, topic, partition, next_offset, clock_timestamp() "
    "from unnest($2::text[], $3::bigint[], $4::bigint[]) as reached (topic, partition, next_offset) "
    "on conflict (consumer, topic, partition) do update set noted_at = excluded.noted_at, "
    "next_offset = greatest(known.next_offset, excluded.next_offset)"};
// Only what every partition of these topics has been noted after: another replica may be the one that applies some.
constexpr pg::Statement kHorizon{
    "inbox_horizon",
    "update public.inbox_position set forgotten_before = greatest(forgotten_before, least("
    "clock_timestamp() - make_interval(days => $3), "
    "(select min(noted_at) from public.inbox_position where consumer = $1 and topic = any ($2::text[])))) "
    "where consumer = $1 and topic = any ($2::text[])"};
constexpr pg::Statement kForget{
    "inbox_forget",
    "delete from public.inbox where ctid = any (array(select ctid from public.inbox where consumer = $1 and "
    "received_at < (select min(forgotten_before) from public.inbox_position where consumer = $1 "
    "and topic = any ($2::text[])) limit $3))"};
constexpr pg::Statement kForgotten{"inbox_forgotten",
                                   "select topic, partition, next_offset, forgotten_before from public.inbox_position "
                                   "where consumer = $1 and forgotten_before is not null"};

struct Floor {
  std::int64_t next_offset = 0;
  Instant forgotten_before;
};

Result<std::map<PartitionId, Floor>> Floors(pg::Transaction& tx, const std::string& consumer) {
  auto rows = tx.Query(kForgotten, consumer);
  if (!rows) return Propagate(rows);
  std::map<PartitionId, Floor> floors;
  for (const auto row : *rows) {
    floors[{row.Get<std::string>("topic"), row.Get<int>("partition")}] = {row.Get<std::int64_t>("next_offset"),
                                                                          row.Get<Instant>("forgotten_before")};
  }
  return floors;
}

}  // namespace

Result<std::int64_t> Forget(pg::Transaction& tx, const std::string& consumer,
                            const std::map<PartitionId, std::int64_t>& positions,
                            const std::vector<std::string>& topics, int days, std::int64_t most) {
  std::vector<std::string> names;
  std::vector<std::int64_t> partitions, offsets;
  for (const auto& [partition, next] : positions) {
    names.push_back(partition.first);
    partitions.push_back(partition.second);
    offsets.push_back(next);
  }
  tx.Execute(kNote, consumer, names, partitions, offsets);
  tx.Execute(kHorizon, consumer, topics, days);
  auto rows = tx.Query(kForget, consumer, topics, most);
  if (!rows) return Propagate(rows);
  return rows->affected();
}

bool SomeMayBeForgotten(const std::vector<kafka::Envelope>& events) {
  const auto young = std::chrono::system_clock::now() - kYoung;
  return std::ranges::any_of(events, [&](const auto& event) { return event.published < young; });
}

Result<std::vector<kafka::Envelope>> WithoutForgotten(pg::Transaction& tx, const std::string& consumer,
                                                      const std::vector<kafka::Envelope>& events) {
  auto floors = Floors(tx, consumer);
  if (!floors) return Propagate(floors);
  auto left = events;
  std::erase_if(left, [&](const auto& event) {
    const auto floor = floors->find({event.topic, event.partition});
    return floor != floors->end() && event.offset < floor->second.next_offset &&
           event.published < floor->second.forgotten_before + kSlack;
  });
  return left;
}

}  // namespace maillage::inbox
