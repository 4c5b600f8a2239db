#pragma once

#include "network/domain/event.h"
#include "notifier/domain/model.h"
#include "tests/domain/scenario_json.h"

namespace maillage::scenario {

/// A person, and an event, as a scenario file describes them.
notifier::Person PersonOf(const json& from);
network::EventDraft DraftOf(const json& from);

}  // namespace maillage::scenario
