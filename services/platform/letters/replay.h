#pragma once

#include <chrono>
#include <vector>

#include "platform/kafka/producer.h"
#include "platform/letters/letter.h"

namespace maillage::letters {

/// What became of it.
struct Outcome {
  /// Events that are in their topic again.
  std::size_t events = 0;
  /// Letters that carry the mark now.
  std::vector<Place> marked;
  /// Letters of which Kafka did not confirm everything in time: still open, to be done again.
  std::vector<Place> unconfirmed;
};

/// Sends the letters' events to their topics again, each as it was (key, headers and id), in the order that they had;
/// then marks the letters as replayed. Several letters about one event (one a consumer) send it once.
///
/// Safe to repeat, by anybody and at the same time: an event is marked only after Kafka has confirmed it, and a second
/// copy has the same id, which every consumer applies once. `timeout`: for sending and for marking, each.
Outcome Replay(kafka::Producer& producer, std::vector<Letter> letters, const std::string& by, const std::string& note,
               std::chrono::milliseconds timeout);

/// Marks the letters as closed: nothing is to be done about them.
Outcome Close(kafka::Producer& producer, const std::vector<Letter>& letters, const std::string& by,
              const std::string& note, std::chrono::milliseconds timeout);

}  // namespace maillage::letters
