#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace maillage::tabular {

/// A record as it stands in the file. A blank line is one without cells.
struct Record {
  int line = 0;
  std::vector<std::string> cells;
};

/// What the separator is: a semicolon when the first line has more of them than of commas, outside quotes.
char FindSeparator(std::string_view text);

enum class Ending { kWhole, kStopped, kMisplacedQuote, kUnclosedQuote };

struct Reading {
  Ending ending;
  /// Line of the record that was under way.
  int line;
};

/// Reads RFC 4180 (quotes strictly; LF, CR LF and CR all end a line) and hands over each record until `take` says
/// false.
Reading ReadRecords(std::string_view text, char separator, const std::function<bool(Record)>& take);

}  // namespace maillage::tabular
