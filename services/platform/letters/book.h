#pragma once

#include <map>

#include "platform/letters/letter.h"

namespace maillage::letters {

/// The dead letters and what was done about them, as the logs tell. The logs may be read in any order. Not thread-safe.
class Book {
 public:
  /// A message of a dead-letter topic (named without prefix): a letter, or a mark on one.
  void Put(const kafka::Envelope& received);
  /// The log has let go of what was below that place.
  void Forget(const Place& first_left);

  const std::map<Place, Letter>& letters() const { return letters_; }
  /// Null: there is none.
  const Letter* Find(const Place& place) const;

 private:
  std::map<Place, Letter> letters_;
  std::map<Place, Mark> marks_;
};

}  // namespace maillage::letters
