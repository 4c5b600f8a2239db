#pragma once

#include <chrono>
#include <map>
#include <vector>

#include "platform/kafka/log_reader.h"
#include "platform/letters/letter.h"

namespace maillage::cli {

/// Whether `later`, an event behind the letter's own in its topic, tells a newer state of what the letter's event tells
/// the state of. Replaying the letter would put the old state back.
bool Overtakes(const kafka::Envelope& later, const letters::Letter& letter);

/// For each letter that was overtaken, the events that did. Reads the topics from the earliest letter on; `timeout` for
/// each partition. Error: BROKER_UNAVAILABLE.
using Overtaking = std::map<letters::Place, std::vector<kafka::Envelope>>;
Result<Overtaking> FindOvertaking(kafka::LogReader& log, const std::vector<letters::Letter>& letters,
                                  std::chrono::milliseconds timeout);

}  // namespace maillage::cli
