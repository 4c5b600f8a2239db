#pragma once

#include <optional>

#include "notifier/domain/facts.h"
#include "platform/kafka/envelope.h"

namespace maillage::notifier::events {

/// A fact of directory or network as the planner understands it; nullopt for an event that reminders do not depend on.
/// Error: INVALID_EVENT when the payload is not what its type says, or a date or time in it cannot be read: the event
/// goes to the dead letters.
Result<std::optional<Fact>> Parse(const kafka::Envelope& envelope);

}  // namespace maillage::notifier::events
