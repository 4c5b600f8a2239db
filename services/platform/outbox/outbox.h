#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <utility>
#include <vector>

#include "platform/core/call.h"
#include "platform/pg/transaction.h"

namespace maillage::outbox {

/// What is said about a fact beside the fact itself.
struct Fact {
  /// Topic without the deployment's prefix: `maillage.network.events`.
  std::string topic;
  /// Resource name of the aggregate: order holds per key.
  std::string key;
  std::string caf;
  Instant time;
  Trace trace;
};

/// Adds an event to the outbox in the caller's transaction: it is published after the commit, at least once, in order
/// per key.
void Append(pg::Transaction& tx, const Fact& fact, const google::protobuf::Message& message);

/// An event as it is appended with others.
struct Event {
  Event(Fact fact, const google::protobuf::Message& message)
      : fact(std::move(fact)), type(message.GetTypeName()), payload(message.SerializeAsString()) {}
  Fact fact;
  std::string type;
  std::string payload;
};
/// The same for many, in their order, in one statement.
void AppendAll(pg::Transaction& tx, const std::vector<Event>& events);

}  // namespace maillage::outbox
