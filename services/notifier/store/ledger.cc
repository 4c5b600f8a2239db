#include "notifier/store/ledger.h"

#include <map>

#include "notifier/store/recordset.h"
#include "platform/core/reasons.h"

namespace maillage::notifier::store {
namespace {

#define MAILLAGE_REMINDER_COLUMNS                                                                                     \
  "name, rule, recipient, subject, reference, channel, state, detail, due_at, leave_at, until_at, since_at, capped, " \
  "by_hand, about, "                                                                                                  \
  "claimed_at, claim, sent_at, address, message_id, server_answer"

constexpr pg::Statement kLoad{"notifier_load_ledger",
                              "select " MAILLAGE_REMINDER_COLUMNS " from reminder where caf = $1 order by name"};
constexpr pg::Statement kFind{"notifier_find_reminder",
                              "select " MAILLAGE_REMINDER_COLUMNS " from reminder where name = $1"};
constexpr pg::Statement kSave{
    "notifier_save_ledger",
    "insert into reminder (caf, " MAILLAGE_REMINDER_COLUMNS
    ") select $1, name, rule, recipient, subject, reference, channel, state, coalesce(detail, ''), due_at, leave_at, "
    "until_at, since_at, capped, "
    "by_hand, coalesce(about, ''), claimed_at, coalesce(claim, ''), sent_at, coalesce(address, ''), "
    "coalesce(message_id, ''), "
    "coalesce(server_answer, '') from json_to_recordset($2::json) as new (name text, rule text, recipient text, "
    "subject text, reference text, "
    "channel text, state text, detail text, due_at timestamptz, leave_at timestamptz, until_at timestamptz, since_at "
    "timestamptz, capped boolean, "
    "by_hand boolean, about text, claimed_at timestamptz, claim text, sent_at timestamptz, address text, message_id "
    "text, server_answer text) "
    "on conflict (name) do update set state = excluded.state, detail = excluded.detail, due_at = excluded.due_at, "
    "leave_at = excluded.leave_at, "
    "until_at = excluded.until_at, since_at = excluded.since_at, capped = excluded.capped, by_hand = excluded.by_hand, "
    "about = excluded.about, "
    "claimed_at = excluded.claimed_at, claim = excluded.claim, sent_at = excluded.sent_at, address = excluded.address, "
    "message_id = excluded.message_id, server_answer = excluded.server_answer"};
// A filter that is not asked for is null. Rows without a leave time come first.
constexpr pg::Statement kList{
    "notifier_list_reminders",
    "select " MAILLAGE_REMINDER_COLUMNS
    " from reminder where caf = $1 and ($2::text is null or state = $2) and ($3::text is null or rule = $3) "
    "and ($4::text is null or recipient = $4) and ($5::text is null or subject = $5) "
    "and (coalesce(leave_at, 'epoch'), name) > ($6::timestamptz, $7) order by coalesce(leave_at, 'epoch'), name limit "
    "$8"};
constexpr pg::Statement kCount{
    "notifier_count_reminders",
    "select rule, state, count(*) as count from reminder where caf = $1 group by rule, state order by rule, state"};

#undef MAILLAGE_REMINDER_COLUMNS

Reminder ToReminder(const pg::Row& row) {
  Reminder reminder;
  reminder.name = row.Get<std::string>("name");
  reminder.rule = row.Get<std::string>("rule");
  reminder.recipient = row.Get<std::string>("recipient");
  reminder.subject = row.Get<std::string>("subject");
  reminder.reference = row.Get<std::string>("reference");
  reminder.channel = row.Get<std::string>("channel");
  reminder.state = ParseReminderState(row.Get<std::string>("state"));
  reminder.detail = row.Get<std::string>("detail");
  reminder.due = row.Get<std::optional<Instant>>("due_at");
  reminder.leave = row.Get<std::optional<Instant>>("leave_at");
  reminder.until = row.Get<std::optional<Instant>>("until_at");
  reminder.since = row.Get<std::optional<Instant>>("since_at");
  reminder.capped = row.Get<bool>("capped");
  reminder.by_hand = row.Get<bool>("by_hand");
  reminder.about = row.Get<std::string>("about");
  reminder.claimed_at = row.Get<std::optional<Instant>>("claimed_at");
  reminder.claim = row.Get<std::string>("claim");
  reminder.sent_at = row.Get<std::optional<Instant>>("sent_at");
  reminder.address = row.Get<std::string>("address");
  reminder.message_id = row.Get<std::string>("message_id");
  reminder.server_answer = row.Get<std::string>("server_answer");
  return reminder;
}

Result<std::vector<Reminder>> ToReminders(const Result<pg::Rows>& rows) {
  if (!rows) return Propagate(rows);
  std::vector<Reminder> reminders;
  reminders.reserve(static_cast<std::size_t>(rows->size()));
  for (const auto row : *rows) reminders.push_back(ToReminder(row));
  return reminders;
}

}  // namespace

Result<std::vector<Reminder>> LoadLedger(pg::Transaction& tx, const std::string& caf) {
  return ToReminders(tx.Query(kLoad, caf));
}

void SaveLedger(pg::Transaction& tx, const std::string& caf, const std::vector<Reminder>& reminders) {
  if (!reminders.empty()) tx.Execute(kSave, caf, ToRecordset(reminders));
}

Result<Reminder> FindReminder(pg::Transaction& tx, const std::string& name) {
  auto rows = tx.Query(kFind, name);
  if (!rows) return Propagate(rows);
  if (rows->empty()) return NotFound(name);
  return ToReminder((*rows)[0]);
}

Result<std::vector<Reminder>> ListReminders(pg::Transaction& tx, const std::string& caf,
                                            const std::vector<listing::Condition>& conditions, const std::string& after,
                                            int limit) {
  std::map<std::string, std::optional<std::string>> wanted;
  for (const auto& condition : conditions) wanted[condition.field] = condition.value;
  std::string name = after;
  Instant leave{};
  if (const auto bar = after.find('|'); bar != std::string::npos) {
    auto instant = ParseInstant(after.substr(0, bar));
    if (!instant) return Fail(reason::kInvalidPageToken, "the page token holds no instant");
    leave = *instant;
    name = after.substr(bar + 1);
  }
  return ToReminders(tx.Query(kList, caf, wanted["state"], wanted["rule"], wanted["recipient"], wanted["subject"],
                              leave, name, limit));
}

std::string PageKey(const Reminder& reminder) {
  return ToRfc3339(reminder.leave.value_or(Instant{})) + "|" + reminder.name;
}

Result<std::vector<Count>> CountReminders(pg::Transaction& tx, const std::string& caf) {
  auto rows = tx.Query(kCount, caf);
  if (!rows) return Propagate(rows);
  std::vector<Count> counts;
  for (const auto row : *rows) {
    counts.push_back({row.Get<std::string>("rule"), ParseReminderState(row.Get<std::string>("state")),
                      row.Get<std::int64_t>("count")});
  }
  return counts;
}

}  // namespace maillage::notifier::store
