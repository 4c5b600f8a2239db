#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "platform/core/time.h"

namespace maillage::kafka {

/// One event on its way: a CloudEvents 1.0 event in Kafka's binary mode (headers `ce_*`, `traceparent`; protobuf
/// value).
struct Envelope {
  std::string topic;
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  /// Resource name of the aggregate (also `ce_subject`): order holds per key.
  std::string key;
  /// UUID, unique for ever: what consumers drop duplicates by.
  std::string id;
  /// Full name of the message: `maillage.network.v1.SeatOffered`.
  std::string type;
  /// `maillage/<service>`.
  std::string source;
  /// Instant of the fact.
  Instant time;
  /// The tenant (`ce_caf`); empty: none.
  std::string caf;
  std::string traceparent;
  /// The serialised message.
  std::string payload;
  /// Further headers, sent as they are: why a dead letter is one (`dlq_…`).
  std::vector<std::pair<std::string, std::string>> extensions;
  /// It was read and is no event of ours: all its headers are in `extensions`, as they came, and are sent alone.
  bool foreign = false;
  /// When it came into the log, on the machine's clock of who wrote it; the epoch for what was not read from a log.
  Instant published;
};

}  // namespace maillage::kafka
