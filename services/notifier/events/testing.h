#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "notifier/events/parse.h"

namespace maillage::notifier::events {

inline const std::string kEvent = "cafs/95/events/r1";
inline const std::string kPerson = "cafs/95/people/aicha";

inline kafka::Envelope EnvelopeOf(const google::protobuf::Message& message, const std::string& caf = "95") {
  kafka::Envelope envelope;
  envelope.type = message.GetDescriptor()->full_name();
  envelope.caf = caf;
  envelope.payload = message.SerializeAsString();
  return envelope;
}

}  // namespace maillage::notifier::events
