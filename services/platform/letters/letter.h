#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

#include "platform/core/result.h"
#include "platform/kafka/envelope.h"

namespace maillage::letters {

/// What the topic of a topic's dead letters is called.
inline std::string DeadTopic(const std::string& topic) { return topic + ".dlq"; }

/// Where a dead letter lies.
struct Place {
  /// The topic of the event itself, without the deployment's prefix.
  std::string topic;
  /// In the log of its dead letters.
  std::int32_t partition = -1;
  std::int64_t offset = -1;
  auto operator<=>(const Place&) const = default;
};

/// What somebody did about a letter: written behind it in the same log, which is never changed.
struct Mark {
  enum class Kind { kReplayed, kClosed };
  Kind kind = Kind::kReplayed;
  /// Who did it, for those who ask later.
  std::string by;
  /// Why, in their words; may be empty.
  std::string note;
  /// When it came into the log.
  Instant at;
};

/// An event that a consumer gave up.
struct Letter {
  Place place;
  /// As it came to the consumer: topic without prefix, partition, offset and headers are the original's; `published` is
  /// the instant at which it was given up.
  kafka::Envelope event;
  /// The consumer group, without prefix.
  std::string group;
  std::string reason;
  std::string error;
  /// The first that was written; nobody has done anything yet without one.
  std::optional<Mark> mark;

  bool open() const { return !mark; }
};

/// The letter about an event that `group` gives up, on its way to the dead letters of `topic`: the event as it came,
/// with `dlq_reason`, `dlq_error`, `dlq_group`, `dlq_topic`, `dlq_partition` and `dlq_offset` beside its own headers.
kafka::Envelope LetterOf(const kafka::Envelope& event, const std::string& topic, const std::string& group,
                         const Error& error);
/// Reads what LetterOf made, from a dead-letter topic (named without prefix).
Letter ReadLetter(const kafka::Envelope& received);

/// The message that says what was done about a letter: `dlq_mark` (`replayed`, `closed`), `dlq_mark_of`
/// (`partition/offset`), `dlq_mark_by`, `dlq_mark_note`. Its key is the letter's, so it lies in the same partition and
/// outlives it.
kafka::Envelope MarkerOf(const Letter& letter, const Mark& mark);
struct Marker {
  Place of;
  Mark mark;
};
/// Nullopt for a letter.
std::optional<Marker> ReadMarker(const kafka::Envelope& received);

}  // namespace maillage::letters
