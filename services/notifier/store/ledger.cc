#include "notifier/store/ledger.h"

#include <map>

#include "platform/core/reasons.h"
#include "platform/pg/array.h"

namespace maillage::notifier::store {
namespace {

// The name and what may change of a row; as parameters.
#define MAILLAGE_REMINDER_VALUES                                                                                       \
  "state, detail, due_at, leave_at, until_at, since_at, capped, by_hand, about, claimed_at, claim, sent_at, address, " \
  "message_id, server_answer"
#define MAILLAGE_REMINDER_ARRAYS                                                                                     \
  "$1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], " \
  "$8::boolean[], $9::boolean[], $10::text[], $11::timestamptz[], $12::text[], $13::timestamptz[], $14::text[], "    \
  "$15::text[], $16::text[]"
#define MAILLAGE_REMINDER_COLUMNS "name, rule, recipient, subject, reference, channel, " MAILLAGE_REMINDER_VALUES

constexpr pg::Statement kLoad{"notifier_load_ledger",
                              "select " MAILLAGE_REMINDER_COLUMNS " from reminder where caf = $1 order by name"};
constexpr pg::Statement kFind{"notifier_find_reminder",
                              "select " MAILLAGE_REMINDER_COLUMNS " from reminder where name = $1"};
constexpr pg::Statement kAdd{
    "notifier_add_to_ledger",
    "insert into reminder (caf, " MAILLAGE_REMINDER_COLUMNS ") select $22, " MAILLAGE_REMINDER_COLUMNS
    " from unnest(" MAILLAGE_REMINDER_ARRAYS
    ", $17::text[], $18::text[], $19::text[], $20::text[], $21::text[]) as new (name, " MAILLAGE_REMINDER_VALUES
    ", rule, recipient, subject, reference, channel) on conflict (name) do update set (" MAILLAGE_REMINDER_VALUES
    ") = (excluded.state, excluded.detail, excluded.due_at, excluded.leave_at, excluded.until_at, excluded.since_at, "
    "excluded.capped, excluded.by_hand, excluded.about, excluded.claimed_at, excluded.claim, excluded.sent_at, "
    "excluded.address, excluded.message_id, excluded.server_answer)"};
// What a claim and an outcome change is in no index and stays on its page (migration 0004). The Caf is not asked for: a
// table without statistics would be searched by it instead of by the name.
constexpr pg::Statement kUpdate{
    "notifier_update_ledger",
    "update reminder set (" MAILLAGE_REMINDER_VALUES
    ") = (new.state, new.detail, new.due_at, new.leave_at, new.until_at, new.since_at, new.capped, new.by_hand, "
    "new.about, new.claimed_at, new.claim, new.sent_at, new.address, new.message_id, new.server_answer) "
    "from unnest(" MAILLAGE_REMINDER_ARRAYS ") as new (name, " MAILLAGE_REMINDER_VALUES
    ") where reminder.name = new.name"};
// Row-level security makes the planner expect next to no row of the table, so it would read all of it at each update
// and join by hash, instead of finding the few that are meant by their names.
constexpr pg::Statement kByName{
    "notifier_by_name",
    "select set_config('enable_seqscan', 'off', true), set_config('enable_hashjoin', 'off', true), "
    "set_config('enable_mergejoin', 'off', true)"};
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
#undef MAILLAGE_REMINDER_ARRAYS
#undef MAILLAGE_REMINDER_VALUES

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

/// One field of all rows.
template <class T>
pg::Param Column(const std::vector<Reminder>& reminders, T Reminder::*field) {
  pg::Array<T> column;
  for (const auto& reminder : reminders) column.Add(reminder.*field);
  return column;
}
pg::Param Column(const std::vector<Reminder>& reminders, std::optional<Instant> Reminder::*field) {
  pg::Array<Instant> column;
  for (const auto& reminder : reminders) column.AddOrNull(reminder.*field);
  return column;
}

/// MAILLAGE_REMINDER_ARRAYS.
std::vector<pg::Param> ValuesOf(const std::vector<Reminder>& reminders) {
  pg::Array<std::string> states;
  for (const auto& reminder : reminders) states.Add(ToString(reminder.state));
  const auto column = [&](auto field) { return Column(reminders, field); };
  return {column(&Reminder::name),       states,
          column(&Reminder::detail),     column(&Reminder::due),
          column(&Reminder::leave),      column(&Reminder::until),
          column(&Reminder::since),      column(&Reminder::capped),
          column(&Reminder::by_hand),    column(&Reminder::about),
          column(&Reminder::claimed_at), column(&Reminder::claim),
          column(&Reminder::sent_at),    column(&Reminder::address),
          column(&Reminder::message_id), column(&Reminder::server_answer)};
}

}  // namespace

Result<std::vector<Reminder>> LoadLedger(pg::Transaction& tx, const std::string& caf) {
  return ToReminders(tx.Query(kLoad, caf));
}

void AddToLedger(pg::Transaction& tx, const std::string& caf, const std::vector<Reminder>& reminders) {
  if (reminders.empty()) return;
  auto params = ValuesOf(reminders);
  for (const auto key :
       {&Reminder::rule, &Reminder::recipient, &Reminder::subject, &Reminder::reference, &Reminder::channel})
    params.push_back(Column(reminders, key));
  params.emplace_back(caf);
  tx.Execute(kAdd, std::move(params));
}

void UpdateLedger(pg::Transaction& tx, const std::vector<Reminder>& reminders) {
  if (reminders.empty()) return;
  tx.Execute(kByName);
  tx.Execute(kUpdate, ValuesOf(reminders));
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
