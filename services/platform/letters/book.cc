#include "platform/letters/book.h"

namespace maillage::letters {
namespace {

template <class Of>
void EraseBefore(std::map<Place, Of>& all, const Place& first_left) {
  all.erase(all.lower_bound({first_left.topic, first_left.partition, 0}), all.lower_bound(first_left));
}

}  // namespace

void Book::Put(const kafka::Envelope& received) {
  if (const auto marker = ReadMarker(received)) {
    const auto [mark, first] = marks_.try_emplace(marker->of, marker->mark);
    if (const auto letter = letters_.find(marker->of); first && letter != letters_.end())
      letter->second.mark = mark->second;
    return;
  }
  auto letter = ReadLetter(received);
  if (const auto mark = marks_.find(letter.place); mark != marks_.end()) letter.mark = mark->second;
  const auto place = letter.place;
  letters_.insert_or_assign(place, std::move(letter));
}

void Book::Forget(const Place& first_left) {
  EraseBefore(letters_, first_left);
  EraseBefore(marks_, first_left);
}

const Letter* Book::Find(const Place& place) const {
  const auto found = letters_.find(place);
  return found == letters_.end() ? nullptr : &found->second;
}

}  // namespace maillage::letters
