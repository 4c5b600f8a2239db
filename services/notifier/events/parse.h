#pragma once

#include <optional>

#include "notifier/domain/facts.h"
#include "platform/kafka/envelope.h"

namespace maillage::notifier::events {

/// A fact of directory or network as the planner understands it; nullopt for an event that reminders do not depend on.
/// Errors, after which the event goes to the dead letters: INVALID_EVENT when the payload is not what its type says, or
/// about another Caf than the event; INVALID_DATE, INVALID_TIME.
Result<std::optional<Fact>> Parse(const kafka::Envelope& envelope);

}  // namespace maillage::notifier::events
