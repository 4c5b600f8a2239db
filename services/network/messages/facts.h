#pragma once

#include <memory>
#include <string>

#include "network/domain/events.h"

namespace google::protobuf {
class Message;
}

namespace maillage::network::messages {

/// The fact about the event of that resource name, as its message of proto/maillage/network/v1/events.proto.
std::unique_ptr<google::protobuf::Message> ToMessage(const std::string& event, const Fact& fact);

}  // namespace maillage::network::messages
