#include "network/store/need_store.h"

#include "maillage/network/v1/events.pb.h"
#include "network/messages/messages.h"
#include "platform/outbox/outbox.h"

namespace maillage::network::store {
namespace {

constexpr pg::Statement kLock{"lock_need", "select * from needs where caf = $1 and need = $2 for update"};
constexpr pg::Statement kLoad{"load_need", "select * from needs where caf = $1 and need = $2"};
constexpr pg::Statement kList{
    "list_needs",
    "select * from needs where caf = $1 and need > $2 and ($3 = '' or state = $3) and ($4 = '' or theme = $4) "
    "and ($5 = '' or urgency = $5) order by need limit $6"};
constexpr pg::Statement kInsert{"insert_need",
                                "insert into needs (caf, need, origin, author, theme, mission, urgency, title, "
                                "description, supporters, state, event, "
                                "merged_into, declined_reason, raised_on, answered_at, version) "
                                "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)"};
constexpr pg::Statement kUpdate{
    "update_need",
    "update needs set origin = $3, author = $4, theme = $5, mission = $6, urgency = $7, title = $8, description = $9, "
    "supporters = $10, state = $11, event = $12, merged_into = $13, declined_reason = $14, raised_on = $15, "
    "answered_at = $16, "
    "version = $17 where caf = $1 and need = $2"};

Need FromRow(const pg::Row& row) {
  NeedDetails need;
  need.caf = row.Get<std::string>("caf");
  need.id = NeedId(row.Get<std::string>("need"));
  need.origin = row.Get<std::string>("origin");
  need.author = PersonId(row.Get<std::string>("author"));
  need.theme = row.Get<std::string>("theme");
  need.mission = row.Get<std::string>("mission");
  need.urgency = row.Get<std::string>("urgency");
  need.title = row.Get<std::string>("title");
  need.description = row.Get<std::string>("description");
  for (auto& each : row.Get<std::vector<std::string>>("supporters")) need.supporters.emplace_back(each);
  need.state = Named<NeedState>(row.Get<std::string>("state")).value();
  need.event = EventId(row.Get<std::string>("event"));
  need.merged_into = NeedId(row.Get<std::string>("merged_into"));
  need.declined_reason = row.Get<std::string>("declined_reason");
  need.raised_on = row.Get<std::optional<CivilDate>>("raised_on");
  need.answered_at = row.Get<std::optional<Instant>>("answered_at");
  need.version = row.Get<int>("version");
  return Need::FromStored(std::move(need));
}

Result<Need> FirstOf(const Result<pg::Rows>& rows, const NeedId& id) {
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no need {}", id.value);
  return FromRow((*rows)[0]);
}

void Tell(pg::Transaction& tx, const Call& call, const NeedDetails& need, NeedState previous) {
  const outbox::Fact fact{"maillage.network.events", need.name(), need.caf, call.now, call.trace};
  if (need.version == 1) {
    v1::NeedRaised raised;
    *raised.mutable_need() = messages::ToProto(need);
    return outbox::Append(tx, fact, raised);
  }
  v1::NeedChanged changed;
  *changed.mutable_need() = messages::ToProto(need);
  v1::Need::State state{};
  v1::Need::State_Parse(std::string(NameOf(previous)), &state);
  changed.set_previous_state(state);
  outbox::Append(tx, fact, changed);
}

}  // namespace

Result<Need> LockNeed(pg::Transaction& tx, const std::string& caf, const NeedId& id) {
  return FirstOf(tx.Query(kLock, caf, id.value), id);
}

Result<Need> LoadNeed(pg::Transaction& tx, const std::string& caf, const NeedId& id) {
  return FirstOf(tx.Query(kLoad, caf, id.value), id);
}

Result<std::vector<Need>> ListNeeds(pg::Transaction& tx, const std::string& caf, const NeedFilter& filter,
                                    const std::string& after, int limit) {
  auto rows = tx.Query(kList, caf, after, filter.state, filter.theme, filter.urgency, limit);
  if (!rows) return Propagate(rows);
  std::vector<Need> needs;
  for (const auto row : *rows) needs.push_back(FromRow(row));
  return needs;
}

NeedDetails SaveNeed(pg::Transaction& tx, const Call& call, const Need& need, NeedState previous) {
  NeedDetails n = need.details();
  ++n.version;
  std::vector<std::string> supporters;
  for (const auto& each : n.supporters) supporters.push_back(each.value);
  tx.Execute(n.version == 1 ? kInsert : kUpdate, n.caf, n.id.value, n.origin, n.author.value, n.theme, n.mission,
             n.urgency, n.title, n.description, supporters, NameOf(n.state), n.event.value, n.merged_into.value,
             n.declined_reason, n.raised_on, n.answered_at, n.version);
  Tell(tx, call, n, previous);
  return n;
}

}  // namespace maillage::network::store
