#include "notifier/smtp/outcome.h"

namespace maillage::notifier::smtp {

const char* NameOf(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kAccepted:
      return "accepted";
    case Outcome::Kind::kRefused:
      return "refused";
    case Outcome::Kind::kTryLater:
      return "try_later";
    case Outcome::Kind::kUnknown:
      return "unknown";
  }
  return "unknown";
}

}  // namespace maillage::notifier::smtp
