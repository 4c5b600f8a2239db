#include "platform/outbox/outbox.h"

#include "platform/core/ids.h"
#include "platform/outbox/lane.h"

namespace maillage::outbox {
namespace {

constexpr pg::Statement kAppend{
    "outbox_append",
    "insert into public.outbox (event_id, topic, key, lane, type, caf, time, traceparent, payload) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};

}  // namespace

void Append(pg::Transaction& tx, const Fact& fact, const google::protobuf::Message& message) {
  tx.Execute(kAppend, NewUuid(), fact.topic, fact.key, LaneOf(fact.key), message.GetTypeName(), fact.caf, fact.time,
             fact.trace.ToTraceparent(), pg::Bytes{message.SerializeAsString()});
  tx.TouchOutbox();
}

}  // namespace maillage::outbox
