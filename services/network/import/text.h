#pragma once

#include <string>

#include "platform/core/result.h"
#include "platform/tabular/table.h"

namespace maillage::network::import {

/// The id of a `ref`: in lower case.
std::string LowerId(std::string text);

/// The id in a column; a fault when it cannot be one.
std::string ReadId(tabular::Cells& cells, const std::string& column, bool required);

/// Why the platform refuses what a row asks for, in French.
std::string FrenchReason(const Error& error);

}  // namespace maillage::network::import
