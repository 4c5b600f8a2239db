#include "network/store/sheet_store.h"

#include "maillage/network/v1/events.pb.h"
#include "network/messages/messages.h"
#include "platform/outbox/outbox.h"

namespace maillage::network::store {
namespace {

constexpr pg::Statement kLock{"lock_sheet", "select * from sheets where caf = $1 and sheet = $2 for update"};
constexpr pg::Statement kLoad{"load_sheet", "select * from sheets where caf = $1 and sheet = $2"};
constexpr pg::Statement kList{"list_sheets",
                              "select * from sheets where caf = $1 and sheet > $2 and ($3 = '' or state = $3) "
                              "and ($4 = '' or collection = $4) order by sheet limit $5"};
constexpr pg::Statement kInsert{"insert_sheet",
                                "insert into sheets (caf, sheet, collection, title, edition_month, contributors, "
                                "source_events, quotes, body, state, "
                                "published_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"};
constexpr pg::Statement kUpdate{
    "update_sheet",
    "update sheets set collection = $3, title = $4, edition_month = $5, contributors = $6, source_events = $7, quotes "
    "= $8, "
    "body = $9, state = $10, published_at = $11, version = $12 where caf = $1 and sheet = $2"};

Sheet FromRow(const pg::Row& row) {
  SheetDetails sheet;
  sheet.caf = row.Get<std::string>("caf");
  sheet.id = SheetId(row.Get<std::string>("sheet"));
  sheet.collection = row.Get<std::string>("collection");
  sheet.title = row.Get<std::string>("title");
  sheet.edition_month = row.Get<std::string>("edition_month");
  sheet.contributors = row.Get<std::vector<std::string>>("contributors");
  sheet.source_events = row.Get<std::vector<std::string>>("source_events");
  sheet.quotes = row.Get<std::vector<std::string>>("quotes");
  sheet.body = row.Get<std::string>("body");
  sheet.state = Named<SheetState>(row.Get<std::string>("state")).value();
  sheet.published_at = row.Get<std::optional<Instant>>("published_at");
  sheet.version = row.Get<int>("version");
  return Sheet::FromStored(std::move(sheet));
}

Result<Sheet> FirstOf(const Result<pg::Rows>& rows, const SheetId& id) {
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no sheet {}", id.value);
  return FromRow((*rows)[0]);
}

void Tell(pg::Transaction& tx, const Call& call, const SheetDetails& sheet, SheetState previous) {
  const outbox::Fact fact{"maillage.network.events", sheet.name(), sheet.caf, call.now, call.trace};
  if (sheet.state == SheetState::kPublished && (previous != SheetState::kPublished || sheet.version == 1)) {
    v1::SheetPublished published;
    *published.mutable_sheet() = messages::ToProto(sheet);
    return outbox::Append(tx, fact, published);
  }
  v1::SheetChanged changed;
  *changed.mutable_sheet() = messages::ToProto(sheet);
  outbox::Append(tx, fact, changed);
}

}  // namespace

Result<Sheet> LockSheet(pg::Transaction& tx, const std::string& caf, const SheetId& id) {
  return FirstOf(tx.Query(kLock, caf, id.value), id);
}

Result<Sheet> LoadSheet(pg::Transaction& tx, const std::string& caf, const SheetId& id) {
  return FirstOf(tx.Query(kLoad, caf, id.value), id);
}

Result<std::vector<Sheet>> ListSheets(pg::Transaction& tx, const std::string& caf, const SheetFilter& filter,
                                      const std::string& after, int limit) {
  auto rows = tx.Query(kList, caf, after, filter.state, filter.collection, limit);
  if (!rows) return Propagate(rows);
  std::vector<Sheet> sheets;
  for (const auto row : *rows) sheets.push_back(FromRow(row));
  return sheets;
}

SheetDetails SaveSheet(pg::Transaction& tx, const Call& call, const Sheet& sheet, SheetState previous) {
  SheetDetails s = sheet.details();
  ++s.version;
  tx.Execute(s.version == 1 ? kInsert : kUpdate, s.caf, s.id.value, s.collection, s.title, s.edition_month,
             s.contributors, s.source_events, s.quotes, s.body, NameOf(s.state), s.published_at, s.version);
  Tell(tx, call, s, previous);
  return s;
}

}  // namespace maillage::network::store
