#pragma once

#include <string>

#include "maillage/network/v1/event.pb.h"

/// What people read for the words of the API that several commands show.
namespace maillage::cli {

std::string InFrench(maillage::network::v1::Event::Kind kind);
std::string InFrench(maillage::network::v1::Event::State state);

}  // namespace maillage::cli
