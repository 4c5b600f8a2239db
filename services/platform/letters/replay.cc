#include "platform/letters/replay.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace maillage::letters {
namespace {

/// Where the event was; for a letter that does not say so, a place of its own.
auto Original(const Letter& letter) {
  if (letter.event.offset < 0)
    return std::make_tuple(letter.place.topic, -1 - letter.place.partition, letter.place.offset);
  return std::make_tuple(letter.event.topic, letter.event.partition, letter.event.offset);
}

void MarkAll(kafka::Producer& producer, const std::vector<Letter>& letters, const Mark& mark,
             std::chrono::milliseconds timeout, Outcome& outcome) {
  std::vector<kafka::Envelope> markers;
  for (const auto& letter : letters) markers.push_back(MarkerOf(letter, mark));
  std::vector<bool> confirmed(letters.size());
  for (const auto index : producer.Send(markers, timeout)) confirmed[index] = true;
  for (std::size_t i = 0; i < letters.size(); ++i)
    (confirmed[i] ? outcome.marked : outcome.unconfirmed).push_back(letters[i].place);
}

}  // namespace

Outcome Replay(kafka::Producer& producer, std::vector<Letter> letters, const std::string& by, const std::string& note,
               std::chrono::milliseconds timeout) {
  std::ranges::stable_sort(letters, {}, Original);
  // Where each event is among those sent, by where it was.
  std::map<decltype(Original(letters.front())), std::size_t> places;
  std::vector<kafka::Envelope> events;
  for (const auto& letter : letters) {
    if (places.try_emplace(Original(letter), events.size()).second) events.push_back(letter.event);
  }
  std::vector<bool> confirmed(events.size());
  for (const auto index : producer.Send(events, timeout)) confirmed[index] = true;

  Outcome outcome;
  std::vector<Letter> sent;
  for (const auto& letter : letters) {
    if (confirmed[places.at(Original(letter))]) {
      sent.push_back(letter);
    } else {
      outcome.unconfirmed.push_back(letter.place);
    }
  }
  outcome.events = static_cast<std::size_t>(std::ranges::count(confirmed, true));
  MarkAll(producer, sent, {Mark::Kind::kReplayed, by, note, {}}, timeout, outcome);
  return outcome;
}

Outcome Close(kafka::Producer& producer, const std::vector<Letter>& letters, const std::string& by,
              const std::string& note, std::chrono::milliseconds timeout) {
  Outcome outcome;
  MarkAll(producer, letters, {Mark::Kind::kClosed, by, note, {}}, timeout, outcome);
  return outcome;
}

}  // namespace maillage::letters
