#pragma once

#include <functional>

#include "platform/core/result.h"
#include "platform/inbox/consumer.h"
#include "platform/kafka/envelope.h"
#include "platform/pg/transaction.h"

/// What network does with the facts of maillage.directory.events: it keeps its own copy of Cafs and people, and lets go
/// of the seats of those who leave, at the instant at which they left.
namespace maillage::network::events {

/// Applies one event in the consumer's transaction. Types that network does not know are passed over. An error: the
/// payload cannot be read, or the database is away.
Status Apply(pg::Transaction& tx, const kafka::Envelope& envelope);

/// The consumer's handler; `offers_changed` is called after each commit.
inbox::Handler DirectoryHandler(std::function<void()> offers_changed);

}  // namespace maillage::network::events
