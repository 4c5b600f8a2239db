#pragma once

#include <string>

#include "network/domain/event.h"
#include "notifier/domain/facts.h"

namespace maillage::scenario {

/// A fact of network as the notifier hears it through Kafka.
notifier::Fact ToNotifier(const network::Fact& fact, const network::Event& event);

}  // namespace maillage::scenario
