#include "cli/letters/overtaken.h"

#include <algorithm>

#include "cli/letters/payload.h"

namespace maillage::cli {

bool Overtakes(const kafka::Envelope& later, const letters::Letter& letter) {
  if (later.foreign || later.key != letter.event.key || later.id == letter.event.id) return false;
  if (later.offset <= letter.event.offset) return false;
  const auto stated = Stated(letter.event.type, letter.event.payload);
  // Of what cannot be read here nobody knows what it is about: anything later may be newer.
  if (stated.empty()) return true;
  const auto newer = Stated(later.type, later.payload);
  return std::ranges::any_of(newer, [&](const auto& name) { return stated.contains(name); });
}

Result<Overtaking> FindOvertaking(kafka::LogReader& log, const std::vector<letters::Letter>& letters,
                                  std::chrono::milliseconds timeout) {
  std::map<std::pair<std::string, std::int32_t>, std::vector<const letters::Letter*>> by_partition;
  for (const auto& letter : letters) {
    if (letter.event.offset >= 0) by_partition[{letter.event.topic, letter.event.partition}].push_back(&letter);
  }
  Overtaking overtaking;
  for (const auto& [partition, behind] : by_partition) {
    auto range = log.RangeOf(partition.first, partition.second, timeout);
    if (!range) return Propagate(range);
    const auto* first = *std::ranges::min_element(behind, {}, [](const auto* letter) { return letter->event.offset; });
    range->begin = std::max(range->begin, first->event.offset + 1);
    auto read = log.Read(partition.first, partition.second, *range, timeout, [&](const kafka::Received& later) {
      for (const auto* letter : behind) {
        if (Overtakes(later.envelope, *letter)) overtaking[letter->place].push_back(later.envelope);
      }
    });
    if (!read) return Propagate(read);
  }
  return overtaking;
}

}  // namespace maillage::cli
