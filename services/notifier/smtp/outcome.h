#pragma once

#include <string>

namespace maillage::notifier::smtp {

/// What became of one message (REMINDERS.md §7).
struct Outcome {
  enum class Kind {
    kAccepted,  ///< The server took it.
    kRefused,   ///< For good (5xx about this message): the reminder has FAILED.
    kTryLater,  ///< 4xx, no connection, time over before the final dot, a server that refuses everybody: nothing was
                ///< taken.
    kUnknown,   ///< The final dot may have arrived and no answer came: send again with the same Message-ID.
  };
  Kind kind = Kind::kTryLater;
  int code = 0;        ///< The server's last reply code; 0: it said nothing.
  std::string answer;  ///< The server's last reply, else what went wrong, in English.
};

/// `accepted`, `refused`, `try_later`, `unknown`: for metrics and logs.
const char* NameOf(Outcome::Kind kind);

}  // namespace maillage::notifier::smtp
