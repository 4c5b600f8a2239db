#include "notifier/engine/sent.h"

#include <fmt/format.h>

#include <set>

#include "maillage/notifier/v1/events.pb.h"
#include "notifier/store/records_store.h"
#include "platform/outbox/outbox.h"
#include "platform/pg/array.h"

namespace maillage::notifier {
namespace {

// The mails of a wave in one statement; those that were in the store already are not returned: the answer to their
// commit was lost, and this is the second try. A name has no line break, so lists of them travel as lines.
constexpr pg::Statement kSave{
    "notifier_save_mails",
    "insert into mail (caf, message_id, recipient, sent_at, title, text, reminders) "
    "select caf, message_id, recipient, sent_at, title, text, string_to_array(reminders, E'\\n') from "
    "unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::text[], $7::text[]) "
    "as sent (caf, message_id, recipient, sent_at, title, text, reminders) on conflict (caf, message_id) do nothing "
    "returning message_id"};
constexpr pg::Statement kKnownAsBlocked{"notifier_known_as_blocked",
                                        "select key from known join unnest($1::text[], $2::text[]) as asked (caf, key) "
                                        "using (caf, key) where kind = 'person' and document @> "
                                        "'{\"address_blocked\": true}'"};
constexpr pg::Statement kLast{
    "notifier_last_mails",
    "select caf, message_id, recipient, sent_at, title, text, reminders from mail where recipient = $1 "
    "order by sent_at desc, message_id limit $2"};
constexpr pg::Statement kForgetTexts{"notifier_forget_texts",
                                     "update mail set text = '' where ctid = any (array("
                                     "select ctid from mail where sent_at < $1 and text <> '' limit $2))"};

maillage::notifier::v1::RemindersSent ToEvent(const SentMail& mail) {
  maillage::notifier::v1::RemindersSent event;
  event.set_recipient(mail.recipient);
  event.set_message_id(mail.message_id);
  const auto seconds = date::floor<std::chrono::seconds>(mail.sent_at);
  event.mutable_sent_time()->set_seconds(seconds.time_since_epoch().count());
  event.mutable_sent_time()->set_nanos(static_cast<int>(std::chrono::nanoseconds(mail.sent_at - seconds).count()));
  event.set_title(mail.title);
  event.set_text(mail.text);
  for (const auto& reminder : mail.reminders) event.add_reminders(reminder);
  for (const auto& rule : mail.rules) event.add_rules(rule);
  return event;
}

maillage::notifier::v1::AddressBlocked ToEvent(const BlockedPerson& blocked) {
  maillage::notifier::v1::AddressBlocked event;
  event.set_address(blocked.address);
  event.set_person(blocked.person);
  event.set_answer(blocked.answer);
  return event;
}

/// Of those who are to be said to be blocked, who are in the store as blocked already: a second try, as with mails.
Result<std::set<std::string>> KnownAsBlocked(pg::Transaction& tx, const std::vector<BlockedPerson>& people) {
  std::set<std::string> known;
  if (people.empty()) return known;
  pg::Array<std::string> cafs, names;
  for (const auto& each : people) {
    cafs.Add(each.caf);
    names.Add(each.person);
  }
  auto rows = tx.Query(kKnownAsBlocked, cafs, names);
  if (!rows) return Propagate(rows);
  for (const auto row : *rows) known.insert(row.Get<std::string>("key"));
  return known;
}

outbox::Fact FactOf(const std::string& person, const std::string& caf, Instant at) {
  return {"maillage.notifier.events", person, caf, at, Trace::New()};
}

std::string Lines(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, "\n")); }

/// The Message-IDs of those that were not in the store yet.
Result<std::set<std::string>> SaveMails(pg::Transaction& tx, const std::vector<SentMail>& mails) {
  std::set<std::string> fresh;
  if (mails.empty()) return fresh;
  pg::Array<std::string> cafs, ids, recipients, titles, texts, reminders;
  pg::Array<Instant> times;
  for (const auto& mail : mails) {
    cafs.Add(mail.caf);
    ids.Add(mail.message_id);
    recipients.Add(mail.recipient);
    times.Add(mail.sent_at);
    titles.Add(mail.title);
    texts.Add(mail.text);
    reminders.Add(Lines(mail.reminders));
  }
  auto rows = tx.Query(kSave, cafs, ids, recipients, times, titles, texts, reminders);
  if (!rows) return Propagate(rows);
  for (const auto row : *rows) fresh.insert(row.Get<std::string>("message_id"));
  return fresh;
}

}  // namespace

Status SaveAll(pg::Database& database, const Leadership& leadership,
               const std::vector<std::pair<std::string, Records>>& changes, const News& news) {
  auto saved = database.Write<bool>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<bool> {
    if (auto status = leadership.Check(tx); !status) return Propagate(status);
    // Before what changed is saved: that says of each of them that they are blocked.
    auto blocked = KnownAsBlocked(tx, news.blocked);
    if (!blocked) return Propagate(blocked);
    for (const auto& [caf, records] : changes) store::Save(tx, caf, records);
    auto fresh = SaveMails(tx, news.sent);
    if (!fresh) return Propagate(fresh);
    std::vector<outbox::Event> events;
    for (const auto& mail : news.sent) {
      if (fresh->contains(mail.message_id))
        events.emplace_back(FactOf(mail.recipient, mail.caf, mail.sent_at), ToEvent(mail));
    }
    for (const auto& person : news.blocked) {
      if (!blocked->contains(person.person))
        events.emplace_back(FactOf(person.person, person.caf, person.at), ToEvent(person));
    }
    outbox::AppendAll(tx, events);
    return true;
  });
  if (!saved) return Propagate(saved);
  return {};
}

Result<std::vector<SentMail>> LastMails(pg::Transaction& tx, const std::string& person, int limit) {
  auto rows = tx.Query(kLast, person, limit);
  if (!rows) return Propagate(rows);
  std::vector<SentMail> mails;
  for (const auto row : *rows) {
    mails.push_back({row.Get<std::string>("caf"),
                     row.Get<std::string>("message_id"),
                     row.Get<std::string>("recipient"),
                     "",
                     row.Get<Instant>("sent_at"),
                     row.Get<std::string>("title"),
                     row.Get<std::string>("text"),
                     row.Get<std::vector<std::string>>("reminders"),
                     {}});
  }
  return mails;
}

Result<std::int64_t> ForgetTexts(pg::Transaction& tx, Instant before, std::int64_t most) {
  auto rows = tx.Query(kForgetTexts, before, most);
  if (!rows) return Propagate(rows);
  return rows->affected();
}

}  // namespace maillage::notifier
