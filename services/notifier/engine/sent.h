#pragma once

#include <string>
#include <utility>
#include <vector>

#include "notifier/domain/records.h"
#include "notifier/engine/leadership.h"
#include "notifier/engine/outgoing.h"
#include "platform/pg/database.h"

namespace maillage::notifier {

/// Saves what planners changed and what was sent, with the events that tell the news (RemindersSent, AddressBlocked),
/// in one commit. What an earlier try has saved, whose answer was lost, is told once. Error: NOT_LEADER.
Status SaveAll(pg::Database& database, const Leadership& leadership,
               const std::vector<std::pair<std::string, Records>>& changes, const News& news);

/// The last mails of a person, newest first.
Result<std::vector<SentMail>> LastMails(pg::Transaction& tx, const std::string& person, int limit);

/// Empties the texts of at most `most` mails that were sent before an instant: title, recipient and reminders stay. How
/// many.
Result<std::int64_t> ForgetTexts(pg::Transaction& tx, Instant before, std::int64_t most);

}  // namespace maillage::notifier
