#pragma once

#include "platform/core/result.h"
#include "platform/kafka/envelope.h"
#include "platform/kafka/handles.h"

namespace maillage::kafka {

/// The envelope's CloudEvents headers: `ce_specversion`, `ce_id`, `ce_type`, `ce_source`, `ce_time`, `ce_subject`,
/// `ce_caf`, `content-type`, `traceparent`; then its extensions. A foreign one has its extensions only.
HeadersHandle HeadersOf(const Envelope& envelope);

/// What came in a message. Topic, partition, offset, key and value are always set; the error says which header is
/// missing or unreadable, and the envelope is then a foreign one.
struct Received {
  Envelope envelope;
  Status status;
};
Received ReadMessage(const rd_kafka_message_t& message);

}  // namespace maillage::kafka
