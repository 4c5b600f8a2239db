#pragma once

#include "network/rpc/import_handlers.h"
#include "platform/rpc/client.h"

namespace maillage::network {

/// Asks directory, which owns the reference data of the territories.
rpc::UnknownCommunes AskDirectory(maillage::rpc::Client& directory);

}  // namespace maillage::network
