#pragma once

#include <map>

#include "platform/inbox/progress.h"
#include "platform/kafka/envelope.h"
#include "platform/pg/transaction.h"

namespace maillage::inbox {

/// How the ids of applied events are forgotten without an event being applied twice. The topics keep their events for
/// ever, and a consumer whose offsets are lost reads them from the beginning. So before ids are removed it is written
/// down how far each partition was applied (public.inbox_position): an event below that, and so old that its id may
/// have been removed, was applied. In a log that was made anew all events are young, whatever their offsets.

/// Writes down how far the consumer has applied its partitions (`positions`), and removes at most `most` ids that it
/// received more than `days` ago, in the same transaction. `topics`: with prefix. How many.
Result<std::int64_t> Forget(pg::Transaction& tx, const std::string& consumer,
                            const std::map<PartitionId, std::int64_t>& positions,
                            const std::vector<std::string>& topics, int days, std::int64_t most);

/// Whether there are events so old that the inbox may not know any more that they were applied.
bool SomeMayBeForgotten(const std::vector<kafka::Envelope>& events);

/// Takes those out of `events` that were applied so long ago that the inbox may not know them any more. For when
/// SomeMayBeForgotten.
Result<std::vector<kafka::Envelope>> WithoutForgotten(pg::Transaction& tx, const std::string& consumer,
                                                      const std::vector<kafka::Envelope>& events);

}  // namespace maillage::inbox
