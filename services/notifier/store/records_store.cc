#include "notifier/store/records_store.h"

#include "notifier/store/documents.h"
#include "notifier/store/ledger.h"
#include "platform/pg/array.h"

namespace maillage::notifier::store {
namespace {

constexpr pg::Statement kLoadCafs{"notifier_load_cafs", "select caf from cursor order by caf"};
constexpr pg::Statement kLoadKnown{
    "notifier_load_known", "select kind, document::text as document from known where caf = $1 order by kind, key"};
constexpr pg::Statement kLoadCursor{"notifier_load_cursor", "select accounted_until from cursor where caf = $1"};
// All documents of one kind in one statement: a fact rarely changes more than a few, an import many.
constexpr pg::Statement kSaveKnown{"notifier_save_known",
                                   "insert into known (caf, kind, key, document) select $1, $2, k, d::jsonb from "
                                   "unnest($3::text[], $4::text[]) as new (k, d) "
                                   "on conflict (caf, kind, key) do update set document = excluded.document"};
constexpr pg::Statement kSaveCursor{"notifier_save_cursor",
                                    "insert into cursor (caf, accounted_until) values ($1, $2) "
                                    "on conflict (caf) do update set accounted_until = excluded.accounted_until"};

void Add(Records& records, const std::string& kind, const std::string& document) {
  if (kind == "caf") {
    records.caf = FromDocument<Caf>(document);
  } else if (kind == "person") {
    records.people.push_back(FromDocument<Person>(document));
  } else if (kind == "post") {
    records.posts.push_back(FromDocument<Post>(document));
  } else if (kind == "event") {
    records.events.push_back(FromDocument<Event>(document));
  } else if (kind == "registration") {
    records.registrations.push_back(FromDocument<Registration>(document));
  } else if (kind == "attendance") {
    records.attendances.push_back(FromDocument<Attendance>(document));
  } else if (kind == "answer") {
    records.answers.push_back(FromDocument<SurveyAnswer>(document));
  } else if (kind == "decline") {
    records.declines.push_back(FromDocument<Decline>(document));
  } else if (kind == "override") {
    records.overrides.push_back(FromDocument<RuleOverride>(document));
  }
}

template <class T, class Key>
void SaveKind(pg::Transaction& tx, const std::string& caf, const char* kind, const std::vector<T>& rows, Key key) {
  if (rows.empty()) return;
  pg::Array<std::string> keys, documents;
  for (const auto& row : rows) {
    keys.Add(key(row));
    documents.Add(ToDocument(row));
  }
  tx.Execute(kSaveKnown, caf, kind, keys, documents);
}

}  // namespace

Result<std::map<std::string, Records>> LoadAll(pg::Transaction& tx) {
  auto cafs = tx.Query(kLoadCafs);
  if (!cafs) return Propagate(cafs);
  std::map<std::string, Records> all;
  for (const auto row : *cafs) {
    const auto caf = row.Get<std::string>("caf");
    auto records = Load(tx, caf);
    if (!records) return Propagate(records);
    all.emplace(caf, std::move(*records));
  }
  return all;
}

Result<Records> Load(pg::Transaction& tx, const std::string& caf) {
  Records records;
  auto known = tx.Query(kLoadKnown, caf);
  if (!known) return Propagate(known);
  for (const auto row : *known) Add(records, row.Get<std::string>("kind"), row.Get<std::string>("document"));
  auto reminders = LoadLedger(tx, caf);
  if (!reminders) return Propagate(reminders);
  records.reminders = std::move(*reminders);
  auto cursor = tx.Query(kLoadCursor, caf);
  if (!cursor) return Propagate(cursor);
  if (!cursor->empty()) records.cursor = (*cursor)[0].Get<Instant>("accounted_until");
  return records;
}

void Save(pg::Transaction& tx, const std::string& caf, const Records& changes) {
  if (changes.caf) SaveKind(tx, caf, "caf", std::vector<Caf>{*changes.caf}, [](const Caf& row) { return row.name; });
  SaveKind(tx, caf, "person", changes.people, [](const Person& row) { return row.name; });
  SaveKind(tx, caf, "post", changes.posts, [](const Post& row) { return row.name; });
  SaveKind(tx, caf, "event", changes.events, [](const Event& row) { return row.name; });
  SaveKind(tx, caf, "registration", changes.registrations, [](const Registration& row) { return row.name; });
  SaveKind(tx, caf, "attendance", changes.attendances,
           [](const Attendance& row) { return row.session + " " + row.person; });
  SaveKind(tx, caf, "answer", changes.answers, [](const SurveyAnswer& row) { return row.event + " " + row.person; });
  SaveKind(tx, caf, "decline", changes.declines, [](const Decline& row) { return row.event + " " + row.person; });
  SaveKind(tx, caf, "override", changes.overrides, [](const RuleOverride& row) { return row.rule; });
  AddToLedger(tx, caf, changes.reminders);
  UpdateLedger(tx, changes.updated);
  tx.Execute(kSaveCursor, caf, changes.cursor);
}

}  // namespace maillage::notifier::store
