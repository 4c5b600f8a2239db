#include "notifier/store/recordset.h"

#include <nlohmann/json.hpp>

namespace maillage::notifier::store {
namespace {

using nlohmann::json;

json Optional(const std::optional<Instant>& instant) { return instant ? json(ToRfc3339(*instant)) : json(nullptr); }

}  // namespace

std::string ToRecordset(const std::vector<Reminder>& reminders) {
  auto rows = json::array();
  for (const auto& reminder : reminders) {
    rows.push_back({{"name", reminder.name},
                    {"rule", reminder.rule},
                    {"recipient", reminder.recipient},
                    {"subject", reminder.subject},
                    {"reference", reminder.reference},
                    {"channel", reminder.channel},
                    {"state", ToString(reminder.state)},
                    {"detail", reminder.detail},
                    {"due_at", Optional(reminder.due)},
                    {"leave_at", Optional(reminder.leave)},
                    {"until_at", Optional(reminder.until)},
                    {"since_at", Optional(reminder.since)},
                    {"capped", reminder.capped},
                    {"by_hand", reminder.by_hand},
                    {"about", reminder.about},
                    {"claimed_at", Optional(reminder.claimed_at)},
                    {"claim", reminder.claim},
                    {"sent_at", Optional(reminder.sent_at)},
                    {"address", reminder.address},
                    {"message_id", reminder.message_id},
                    {"server_answer", reminder.server_answer}});
  }
  // A server's answer may hold any bytes.
  return rows.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace maillage::notifier::store
