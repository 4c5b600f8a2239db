#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/fault/fault.h"

namespace maillage::fault {

enum class When { kBefore, kAfter };
enum class Action { kWatch, kFail, kDelay, kKill, kStop };

/// `pg.commit`, `smtp.message`, …
std::string_view NameOf(Point point);
std::string_view NameOf(When when);
std::string_view NameOf(Action action);

/// One fault that a test asks for.
struct Rule {
  std::string id;
  Point point = Point::kPgConnect;
  When when = When::kBefore;
  Action action = Action::kWatch;
  int nth = 1;           ///< the first matching call that it acts on
  int times = 1;         ///< on how many in a row; 0: on all from then on
  int milliseconds = 0;  ///< of a delay
  std::string about;     ///< a pattern as a shell has them
  int seen = 0;          ///< matching calls up to now
};

/// The rules in force, and how often each was met. Not thread-safe.
class Rules {
 public:
  /// A line a rule: `id point before|after action nth times milliseconds about`. Throws std::invalid_argument for a
  /// line that is something else.
  static Rules Parse(std::string_view text);

  /// Counts the call and answers the rules that act on it, in their order.
  std::vector<Rule> Meet(Point point, When when, std::string_view about);

 private:
  std::vector<Rule> rules_;
};

}  // namespace maillage::fault
