#include "platform/outbox/outbox.h"

#include "platform/core/ids.h"
#include "platform/outbox/lane.h"
#include "platform/pg/array.h"

namespace maillage::outbox {
namespace {

constexpr pg::Statement kAppend{
    "outbox_append",
    "insert into public.outbox (event_id, topic, key, lane, type, caf, time, traceparent, payload) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

constexpr pg::Statement kAppendAll{
    "outbox_append_all",
    "insert into public.outbox (event_id, topic, key, lane, type, caf, time, traceparent, payload) "
    "select id::uuid, topic, key, lane, type, caf, time, traceparent, payload from unnest($1::text[], "
    "$2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::bytea[]) "
    "with ordinality as event (id, topic, key, lane, type, caf, time, traceparent, payload, place) order by place"};

}  // namespace

void Append(pg::Transaction& tx, const Fact& fact, const google::protobuf::Message& message) {
  tx.Execute(kAppend, NewUuid(), fact.topic, fact.key, LaneOf(fact.key), message.GetTypeName(), fact.caf, fact.time,
             fact.trace.ToTraceparent(), pg::Bytes{message.SerializeAsString()});
  tx.TouchOutbox();
}

void AppendAll(pg::Transaction& tx, const std::vector<Event>& events) {
  if (events.empty()) return;
  pg::Array<std::string> ids, topics, keys, types, cafs, traces;
  pg::Array<std::int64_t> lanes;
  pg::Array<Instant> times;
  pg::Array<pg::Bytes> payloads;
  for (const auto& event : events) {
    ids.Add(NewUuid());
    topics.Add(event.fact.topic);
    keys.Add(event.fact.key);
    lanes.Add(LaneOf(event.fact.key));
    types.Add(event.type);
    cafs.Add(event.fact.caf);
    times.Add(event.fact.time);
    traces.Add(event.fact.trace.ToTraceparent());
    payloads.Add(pg::Bytes{event.payload});
  }
  tx.Execute(kAppendAll, ids, topics, keys, lanes, types, cafs, times, traces, payloads);
  tx.TouchOutbox();
}

}  // namespace maillage::outbox
