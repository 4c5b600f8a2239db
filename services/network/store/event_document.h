#pragma once

#include <string>

#include "network/domain/event.h"

namespace maillage::network::store {

/// An aggregate from its row of the view event_documents. Throws std::exception when the text is none: a mistake in the
/// SQL.
Event FromDocument(const std::string& document);

}  // namespace maillage::network::store
