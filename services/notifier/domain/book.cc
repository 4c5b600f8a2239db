#include "notifier/domain/book.h"

#include <algorithm>
#include <cctype>

namespace maillage::notifier {

std::string AddressKey(std::string_view address) {
  std::string key(address);
  std::transform(key.begin(), key.end(), key.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return key;
}

PersonIndex Book::PersonOf(const std::string& name) {
  const auto [found, is_new] = person_by_name.try_emplace(name, PersonCount());
  if (is_new) {
    people.emplace_back();
    people.back().data.name = name;
    people.back().data.present = false;
    people.back().zone = caf_zone;
  }
  return found->second;
}

EventIndex Book::EventOf(const std::string& name) {
  const auto [found, is_new] = event_by_name.try_emplace(name, EventCount());
  if (is_new) {
    events.emplace_back();
    events.back().data.name = name;
  }
  return found->second;
}

Cell& Book::CellOf(EventIndex event_index, PersonIndex person_index) {
  auto& indices = event(event_index).cells;
  const auto slot = static_cast<std::size_t>(person_index);
  if (indices.size() <= slot) indices.resize(std::max(people.size(), slot + 1), kNone);
  if (indices[slot] == kNone) {
    indices[slot] = static_cast<int>(cells.size());
    cells.emplace_back();
  }
  return cells[static_cast<std::size_t>(indices[slot])];
}

PersonIndex Book::FindPerson(std::string_view name) const {
  const auto found = person_by_name.find(std::string(name));
  return found == person_by_name.end() ? kNone : found->second;
}

EventIndex Book::FindEvent(std::string_view name) const {
  const auto found = event_by_name.find(std::string(name));
  return found == event_by_name.end() ? kNone : found->second;
}

SessionIndex Book::FindSession(EventIndex index, std::string_view name) const {
  const auto& sessions = event(index).data.sessions;
  const auto found =
      std::find_if(sessions.begin(), sessions.end(), [&](const Session& session) { return session.name == name; });
  return found == sessions.end() ? kWhole : static_cast<SessionIndex>(found - sessions.begin());
}

const Cell* Book::FindCell(EventIndex event_index, PersonIndex person_index) const {
  const auto& indices = event(event_index).cells;
  const auto slot = static_cast<std::size_t>(person_index);
  if (slot >= indices.size() || indices[slot] == kNone) return nullptr;
  return &cells[static_cast<std::size_t>(indices[slot])];
}

Cell* Book::FindCell(EventIndex event_index, PersonIndex person_index) {
  return const_cast<Cell*>(std::as_const(*this).FindCell(event_index, person_index));
}

}  // namespace maillage::notifier
