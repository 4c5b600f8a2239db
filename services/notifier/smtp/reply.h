#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace maillage::notifier::smtp {

/// What the server says to one command (RFC 5321 §4.2).
struct Reply {
  int code = 0;      ///< 0: nothing yet.
  std::string text;  ///< Its lines, joined by ` / `; of many only the first.

  /// One more line; true: it is the last one. What is no line of a reply is passed over.
  bool Add(std::string_view line);
};

/// Puts replies together from bytes as they come.
class ReplyReader {
 public:
  void Feed(std::string_view bytes) { heard_ += bytes; }
  /// The next one that is whole.
  std::optional<Reply> Next();
  /// Nothing has come that was not taken.
  bool empty() const { return heard_.empty() && reply_.code == 0; }

 private:
  std::string heard_;
  Reply reply_;
};

}  // namespace maillage::notifier::smtp
