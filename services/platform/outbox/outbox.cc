#include "platform/outbox/outbox.h"

#include "platform/core/ids.h"
#include "platform/outbox/lane.h"

namespace maillage::outbox {
namespace {

constexpr pg::Statement kAppend{
    "outbox_append",
    "insert into public.outbox (event_id, topic, key, lane, type, caf, time, traceparent, payload) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

constexpr pg::Statement kAppendAll{
    "outbox_append_all",
    "insert into public.outbox (event_id, topic, key, lane, type, caf, time, traceparent, payload) "
    "select id, topic, key, lane, type, caf, time, traceparent, decode(payload, 'hex') from unnest($1::uuid[], "
    "$2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::text[], $9::text[]) "
    "with ordinality as event (id, topic, key, lane, type, caf, time, traceparent, payload, place) order by place"};

std::string Hex(std::string_view bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (unsigned char byte : bytes) (text += kDigits[byte >> 4]) += kDigits[byte & 15];
  return text;
}

}  // namespace

void Append(pg::Transaction& tx, const Fact& fact, const google::protobuf::Message& message) {
  tx.Execute(kAppend, NewUuid(), fact.topic, fact.key, LaneOf(fact.key), message.GetTypeName(), fact.caf, fact.time,
             fact.trace.ToTraceparent(), pg::Bytes{message.SerializeAsString()});
  tx.TouchOutbox();
}

void AppendAll(pg::Transaction& tx, const std::vector<Event>& events) {
  if (events.empty()) return;
  std::vector<std::string> ids, topics, keys, types, cafs, times, traces, payloads;
  std::vector<std::int64_t> lanes;
  for (const auto& event : events) {
    ids.push_back(NewUuid());
    topics.push_back(event.fact.topic);
    keys.push_back(event.fact.key);
    lanes.push_back(LaneOf(event.fact.key));
    types.push_back(event.type);
    cafs.push_back(event.fact.caf);
    times.push_back(pg::Param(event.fact.time).text());
    traces.push_back(event.fact.trace.ToTraceparent());
    payloads.push_back(Hex(event.payload));
  }
  tx.Execute(kAppendAll, ids, topics, keys, lanes, types, cafs, times, traces, payloads);
  tx.TouchOutbox();
}

}  // namespace maillage::outbox
