#include "platform/kafka/message.h"

#include <string_view>

#include "platform/core/reasons.h"

namespace maillage::kafka {
namespace {

void Add(rd_kafka_headers_t* headers, const char* name, const std::string& value) {
  rd_kafka_header_add(headers, name, -1, value.data(), static_cast<ssize_t>(value.size()));
}

std::string Text(const void* data, std::size_t size) {
  return data == nullptr ? "" : std::string(static_cast<const char*>(data), size);
}

/// Calls `each(name, value)` for the headers in their order.
template <class Each>
void ForEachHeader(const rd_kafka_headers_t* headers, const Each& each) {
  const char* name = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  for (std::size_t i = 0;
       headers != nullptr && rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
       ++i) {
    each(std::string_view(name), std::string_view(static_cast<const char*>(value), value == nullptr ? 0 : size));
  }
}

/// Fills the fields from the headers, of two of a name the last; what is no field is an extension. Answers `ce_time`.
std::string_view ReadHeaders(const rd_kafka_headers_t* headers, Envelope& envelope) {
  std::string_view time;
  ForEachHeader(headers, [&](std::string_view name, std::string_view value) {
    if (name == "ce_id")
      envelope.id = value;
    else if (name == "ce_type")
      envelope.type = value;
    else if (name == "ce_source")
      envelope.source = value;
    else if (name == "ce_time")
      time = value;
    else if (name == "ce_caf")
      envelope.caf = value;
    else if (name == "traceparent")
      envelope.traceparent = value;
    else if (name != "ce_specversion" && name != "ce_subject" && name != "content-type")
      envelope.extensions.emplace_back(name, value);
  });
  return time;
}

Instant PublishedAt(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t kind = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const auto milliseconds = rd_kafka_message_timestamp(&message, &kind);
  return Instant(std::chrono::milliseconds(kind == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? 0 : milliseconds));
}

/// What the headers lack to be those of an event.
Status Faults(const Envelope& envelope, const Result<Instant>& time) {
  if (envelope.id.empty() || envelope.type.empty())
    return Fail(reason::kInvalidRequest, "the message has no {}", envelope.id.empty() ? "ce_id" : "ce_type");
  if (!time) return Fail(reason::kInvalidTime, "the message's ce_time is no instant");
  return {};
}

}  // namespace

HeadersHandle HeadersOf(const Envelope& envelope) {
  HeadersHandle headers(rd_kafka_headers_new(9));
  if (!envelope.foreign) {
    Add(headers.get(), "ce_specversion", "1.0");
    Add(headers.get(), "ce_id", envelope.id);
    Add(headers.get(), "ce_type", envelope.type);
    Add(headers.get(), "ce_source", envelope.source);
    Add(headers.get(), "ce_time", ToRfc3339(envelope.time));
    Add(headers.get(), "ce_subject", envelope.key);
    Add(headers.get(), "ce_caf", envelope.caf);
    Add(headers.get(), "content-type", "application/protobuf");
    if (!envelope.traceparent.empty()) Add(headers.get(), "traceparent", envelope.traceparent);
  }
  for (const auto& [name, value] : envelope.extensions) Add(headers.get(), name.c_str(), value);
  return headers;
}

Received ReadMessage(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  rd_kafka_message_headers(&message, &headers);  // owned by the message
  Received received;
  auto& envelope = received.envelope;
  envelope.topic = rd_kafka_topic_name(message.rkt);
  envelope.partition = message.partition;
  envelope.offset = message.offset;
  envelope.published = PublishedAt(message);
  envelope.key = Text(message.key, message.key_len);
  envelope.payload = Text(message.payload, message.len);
  const auto time = ParseInstant(ReadHeaders(headers, envelope));
  received.status = Faults(envelope, time);
  envelope.foreign = !received.status;
  if (envelope.foreign) {
    envelope.extensions.clear();
    ForEachHeader(
        headers, [&](std::string_view name, std::string_view value) { envelope.extensions.emplace_back(name, value); });
  } else {
    envelope.time = *time;
  }
  return received;
}

}  // namespace maillage::kafka
