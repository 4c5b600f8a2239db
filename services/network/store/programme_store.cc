#include "network/store/programme_store.h"

#include <map>

#include "maillage/network/v1/events.pb.h"
#include "network/messages/messages.h"
#include "platform/outbox/outbox.h"

namespace maillage::network::store {
namespace {

constexpr pg::Statement kLock{"lock_programme", "select * from programmes where caf = $1 and year = $2 for update"};
constexpr pg::Statement kLoad{"load_programme", "select * from programmes where caf = $1 and year = $2"};
constexpr pg::Statement kList{"list_programmes",
                              "select * from programmes where caf = $1 and year > $2 and ($3 = '' or state = $3) "
                              "and not ($4 and state = 'DRAFT') order by year limit $5"};
constexpr pg::Statement kHoldYears{
    "hold_programmes", "select * from programmes where caf = $1 and year = any($2::bigint[]) order by year for share"};
constexpr pg::Statement kInsert{"insert_programme",
                                "insert into programmes (caf, year, title, notes, needs, state, published_at, "
                                "closed_at, version) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"};
constexpr pg::Statement kUpdate{
    "update_programme",
    "update programmes set title = $3, notes = $4, needs = $5, state = $6, published_at = $7, closed_at = $8, "
    "version = $9 where caf = $1 and year = $2"};

constexpr pg::Statement kEventsOfYears{
    "events_of_years",
    "select e.year, e.event from events e left join sessions s on s.caf = e.caf and s.event = e.event "
    "where e.caf = $1 and e.year = any($2::bigint[]) group by e.year, e.event "
    "order by e.year, min(s.starts_at), e.event"};
constexpr pg::Statement kHoldEvents{"hold_events_of_year",
                                    "select 1 from events where caf = $1 and year = $2 order by event for share"};
constexpr pg::Statement kNeedsOfYear{
    "needs_of_year",
    "select n.need from needs n where n.caf = $1 and exists (select 1 from events e where e.caf = n.caf and e.year = "
    "$2 and (e.event = n.event or 'cafs/' || n.caf || '/needs/' || n.need = any(e.needs))) order by n.need"};
constexpr pg::Statement kKnownNeeds{"known_needs", "select need from needs where caf = $1 and need = any($2)"};

Programme FromRow(const pg::Row& row) {
  ProgrammeDetails programme;
  programme.caf = row.Get<std::string>("caf");
  programme.year = row.Get<int>("year");
  programme.title = row.Get<std::string>("title");
  programme.notes = row.Get<std::string>("notes");
  for (auto& each : row.Get<std::vector<std::string>>("needs")) programme.needs.emplace_back(each);
  programme.state = Named<ProgrammeState>(row.Get<std::string>("state")).value();
  programme.published_at = row.Get<std::optional<Instant>>("published_at");
  programme.closed_at = row.Get<std::optional<Instant>>("closed_at");
  programme.version = row.Get<int>("version");
  return Programme::FromStored(std::move(programme));
}

Result<Programme> FirstOf(const Result<pg::Rows>& rows, int year) {
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no programme {}", year);
  return FromRow((*rows)[0]);
}

std::vector<std::string> Texts(const std::vector<NeedId>& needs) {
  std::vector<std::string> texts;
  for (const auto& each : needs) texts.push_back(each.value);
  return texts;
}

Result<std::vector<NeedId>> NeedsIn(const Result<pg::Rows>& rows) {
  if (!rows) return Propagate(rows);
  std::vector<NeedId> needs;
  for (const auto row : *rows) needs.emplace_back(row.Get<std::string>("need"));
  return needs;
}

template <class Fact>
void Append(pg::Transaction& tx, const Call& call, const ProgrammeView& view, Fact fact = {}) {
  const auto& details = view.details;
  *fact.mutable_programme() = messages::ToProto(view);
  outbox::Append(tx, {"maillage.network.events", details.name(), details.caf, call.now, call.trace}, fact);
}

void Tell(pg::Transaction& tx, const Call& call, const ProgrammeView& view, ProgrammeState previous) {
  const auto state = view.details.state;
  if (view.details.version == 1) return Append<v1::ProgrammeCreated>(tx, call, view);
  if (state == previous) return Append<v1::ProgrammeChanged>(tx, call, view);
  if (state == ProgrammeState::kClosed) return Append<v1::ProgrammeClosed>(tx, call, view);
  v1::ProgrammePublished published;
  v1::Programme::State before{};
  v1::Programme::State_Parse(std::string(NameOf(previous)), &before);
  published.set_previous_state(before);
  Append(tx, call, view, std::move(published));
}

}  // namespace

Result<Programme> LockProgramme(pg::Transaction& tx, const std::string& caf, int year) {
  return FirstOf(tx.Query(kLock, caf, year), year);
}

Result<Programme> LoadProgramme(pg::Transaction& tx, const std::string& caf, int year) {
  return FirstOf(tx.Query(kLoad, caf, year), year);
}

Result<std::vector<Programme>> ListProgrammes(pg::Transaction& tx, const std::string& caf,
                                              const ProgrammeFilter& filter, int after, int limit) {
  const auto state = filter.state ? NameOf(*filter.state) : "";
  auto rows = tx.Query(kList, caf, after, state, filter.without_drafts, limit);
  if (!rows) return Propagate(rows);
  std::vector<Programme> programmes;
  for (const auto row : *rows) programmes.push_back(FromRow(row));
  return programmes;
}

Result<std::vector<ProgrammeView>> ViewsOf(pg::Transaction& tx, const std::vector<Programme>& programmes) {
  std::vector<ProgrammeView> views;
  if (programmes.empty()) return views;
  std::vector<std::int64_t> years;
  for (const auto& each : programmes) years.push_back(each.details().year);
  auto rows = tx.Query(kEventsOfYears, programmes.front().details().caf, years);
  if (!rows) return Propagate(rows);
  std::map<int, std::vector<EventId>> events;
  for (const auto row : *rows) events[row.Get<int>("year")].emplace_back(row.Get<std::string>("event"));
  for (const auto& each : programmes) views.push_back({each.details(), std::move(events[each.details().year])});
  return views;
}

Result<ProgrammeView> SaveProgramme(pg::Transaction& tx, const Call& call, const Programme& programme,
                                    ProgrammeState previous) {
  ProgrammeDetails p = programme.details();
  ++p.version;
  tx.Execute(p.version == 1 ? kInsert : kUpdate, p.caf, p.year, p.title, p.notes, Texts(p.needs), NameOf(p.state),
             p.published_at, p.closed_at, p.version);
  auto views = ViewsOf(tx, {Programme::FromStored(std::move(p))});
  if (!views) return Propagate(views);
  Tell(tx, call, views->front(), previous);
  return std::move(views->front());
}

Status BeginMissing(pg::Transaction& tx, const Call& call, int year) {
  auto needs = NeedsOfYear(tx, call.caf, year);
  if (!needs) return Propagate(needs);
  auto known = LoadProgramme(tx, call.caf, year);
  if (known) return {};
  if (known.error().code != Code::kNotFound) return Propagate(known);
  ProgrammeDetails details;
  details.caf = call.caf;
  details.year = year;
  details.needs = std::move(*needs);
  auto programme = Programme::Begin(std::move(details));
  if (!programme) return Propagate(programme);
  auto saved = SaveProgramme(tx, call, *programme, ProgrammeState::kDraft);
  if (!saved) return Propagate(saved);
  return {};
}

Result<std::vector<NeedId>> NeedsOfYear(pg::Transaction& tx, const std::string& caf, int year) {
  tx.Execute(kHoldEvents, caf, year);  // the statement after it sees what the lock waited for
  return NeedsIn(tx.Query(kNeedsOfYear, caf, year));
}

Result<std::vector<NeedId>> KnownNeeds(pg::Transaction& tx, const std::string& caf, const std::vector<NeedId>& needs) {
  return NeedsIn(tx.Query(kKnownNeeds, caf, Texts(needs)));
}

Status TakeUp(pg::Transaction& tx, const Call& call, int year, const std::vector<NeedId>& needs) {
  auto programme = LockProgramme(tx, call.caf, year);
  if (!programme) return programme.error().code == Code::kNotFound ? Status() : Propagate(programme);
  bool another = false;
  for (const auto& each : needs) {
    auto taken = programme->TakeUp(each);
    if (!taken) return Propagate(taken);
    another |= *taken;
  }
  if (!another) return {};
  auto saved = SaveProgramme(tx, call, *programme, programme->details().state);
  if (!saved) return Propagate(saved);
  return {};
}

Status RequireOpenYears(pg::Transaction& tx, const std::string& caf, const std::vector<int>& years) {
  auto rows = tx.Query(kHoldYears, caf, std::vector<std::int64_t>(years.begin(), years.end()));
  if (!rows) return Propagate(rows);
  for (const auto row : *rows) {
    if (auto open = FromRow(row).RequireOpen(); !open) return open;
  }
  return {};
}

}  // namespace maillage::network::store
