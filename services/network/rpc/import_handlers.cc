#include "network/rpc/import_handlers.h"

#include <algorithm>
#include <map>

#include "maillage/network/v1/import.pb.h"
#include "maillage/platform/v1/import.pb.h"
#include "network/domain/planning.h"
#include "network/import/merge.h"
#include "network/import/needs.h"
#include "network/import/programme.h"
#include "network/store/need_store.h"
#include "network/store/programme_store.h"
#include "network/store/sheet_store.h"

namespace maillage::network::rpc {
namespace {

using platform::v1::ImportReport;

constexpr std::size_t kMaxBytes = 8u << 20;
/// A report stays readable, and within the size of a message.
constexpr int kFaultsTold = 1000;

constexpr pg::Statement kPeopleIds{"import_people", "select person from people where caf = $1"};
constexpr pg::Statement kEventIds{"import_events", "select event from events where caf = $1"};
constexpr pg::Statement kNeedIds{"import_needs", "select need from needs where caf = $1"};

std::string Method(const std::string& name) { return "maillage.network.v1.NetworkImportService/" + name; }

Status CheckRequest(const Call& call, const std::string& parent, const std::string& content) {
  if (parent != "cafs/" + call.caf) return planning::Invalid({{"parent", "a resource name cafs/*"}});
  if (content.size() > kMaxBytes) return planning::Invalid({{"content", "at most 8 MB"}});
  return {};
}

ImportReport ReportOf(const tabular::Table& table, std::vector<tabular::Fault> faults, bool dry_run) {
  ImportReport report;
  report.set_rows(static_cast<int>(table.rows.size()));
  report.set_encoding(table.encoding);
  report.set_separator(table.separator);
  report.set_dry_run(dry_run);
  std::stable_sort(faults.begin(), faults.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
  for (const auto& fault : faults) {
    if (report.faults_size() == kFaultsTold) break;
    auto& told = *report.add_faults();
    told.set_line(fault.line);
    told.set_column(fault.column);
    told.set_message(fault.message);
    told.set_value(fault.value);
  }
  return report;
}

/// What the rows of one file come to, in one transaction.
struct Plan {
  int created = 0;
  int updated = 0;
  int unchanged = 0;
  std::vector<tabular::Fault> faults;
};

/// First everything is tried on a snapshot: with a fault, or in a dry run, that is all. `apply(tx, write) ->
/// Result<Plan>`.
template <class Apply>
Result<ImportReport> Import(pg::Database& database, const Call& call, const tabular::Table& table,
                            const std::vector<tabular::Fault>& faults, bool dry_run, const Apply& apply) {
  const auto told = [&](const Plan& plan, bool dry) {
    auto all = faults;
    all.insert(all.end(), plan.faults.begin(), plan.faults.end());
    auto report = ReportOf(table, std::move(all), dry);
    if (report.faults_size() > 0) return report;
    report.set_created(plan.created);
    report.set_updated(plan.updated);
    report.set_unchanged(plan.unchanged);
    return report;
  };
  auto tried = database.Read<Plan>(call, [&](pg::Transaction& tx) -> Result<Plan> { return apply(tx, false); });
  if (!tried) return Propagate(tried);
  if (dry_run || !faults.empty() || !tried->faults.empty()) return told(*tried, dry_run);
  return database.UpdateAlone<ImportReport>(call, [&](pg::Transaction& tx) -> Result<ImportReport> {
    auto plan = apply(tx, true);
    if (!plan) return Propagate(plan);
    if (!plan->faults.empty())
      return Fail(reason::kConcurrentChange, "the programme changed during the import; try again");
    return told(*plan, false);
  });
}

Result<std::set<std::string>> Ids(pg::Transaction& tx, const pg::Statement& statement, const char* column,
                                  const std::string& caf) {
  auto rows = tx.Query(statement, caf);
  if (!rows) return Propagate(rows);
  std::set<std::string> ids;
  for (const auto row : *rows) ids.insert(row.Get<std::string>(column));
  return ids;
}

Result<std::optional<Event>> KnownEvent(pg::Transaction& tx, const std::string& caf, const EventId& id, bool locked) {
  auto event = locked ? store::Lock(tx, caf, id) : store::Load(tx, caf, id);
  if (event) return std::optional(std::move(*event));
  if (event.error().code == Code::kNotFound) return std::optional<Event>();
  return Propagate(event);
}

Result<Plan> ApplyProgramme(pg::Transaction& tx, const Call& call, const import::Programme& programme, bool publish,
                            bool write) {
  Plan plan;
  std::set<int> years;
  for (const auto& planned : programme.events) {
    auto event = KnownEvent(tx, call.caf, EventId(planned.draft.id), write);
    if (!event) return Propagate(event);
    auto merged = import::Merge(planned, publish, call.now, *event);
    plan.created += merged.created;
    plan.updated += merged.updated;
    plan.unchanged += merged.unchanged;
    plan.faults.insert(plan.faults.end(), merged.faults.begin(), merged.faults.end());
    if (!*event) continue;
    years.insert((*event)->details().year);
    if (write) store::Save(tx, **event, call.trace);
  }
  if (!write) return plan;
  for (const int year : years) {
    if (auto begun = store::BeginMissing(tx, call, year); !begun) return Propagate(begun);
  }
  return plan;
}

bool SameNeed(const NeedDetails& a, const NeedDetails& b) {
  const auto all = [](const NeedDetails& n) {
    return std::tie(n.origin, n.author, n.theme, n.mission, n.urgency, n.title, n.description, n.supporters, n.state,
                    n.event, n.merged_into, n.declined_reason, n.raised_on, n.answered_at);
  };
  return all(a) == all(b);
}

bool SameSheet(const SheetDetails& a, const SheetDetails& b) {
  const auto all = [](const SheetDetails& s) { return std::tie(s.collection, s.title, s.edition_month, s.state); };
  return all(a) == all(b);
}

tabular::Fault FaultOf(int line, const Error& error) {
  const auto column = error.faults.empty() ? "" : error.faults.front().field;
  return {line, column, "Cette valeur n’est pas acceptée.", ""};
}

/// The events that the file plans needs into, locked: events before needs, everywhere.
Result<std::map<EventId, Event>> LockEventsOf(pg::Transaction& tx, const std::string& caf,
                                              const import::Rows<NeedDetails>& rows) {
  std::set<EventId> ids;
  for (const auto& [line, details] : rows.items) {
    if (!details.event.empty()) ids.insert(details.event);
  }
  std::map<EventId, Event> events;
  for (const auto& id : ids) {
    auto event = store::Lock(tx, caf, id);
    if (!event) return Propagate(event);
    events.emplace(id, std::move(*event));
  }
  return events;
}

/// Events name the needs that are planned into them, and so do the programmes of their years. What is cancelled or
/// closed stays as it is.
Status NameNeeds(pg::Transaction& tx, const Call& call, std::map<EventId, Event>& events,
                 const std::vector<NeedDetails>& planned) {
  std::map<int, std::vector<NeedId>> by_year;
  for (const auto& need : planned) {
    auto& event = events.at(need.event);
    if (event.details().state == EventState::kCancelled) continue;
    if (auto added = event.AddNeed(need.name(), call.now); !added) return added;
    by_year[event.details().year].push_back(need.id);
  }
  for (auto& [id, event] : events) store::Save(tx, event, call.trace);
  for (const auto& [year, needs] : by_year) {
    auto taken = store::TakeUp(tx, call, year, needs);
    if (!taken && taken.error().reason != reason::kProgrammeClosed.name) return taken;
  }
  return {};
}

Result<Plan> ApplyNeeds(pg::Transaction& tx, const Call& call, const import::Rows<NeedDetails>& rows, bool write) {
  Plan plan;
  std::map<EventId, Event> events;
  if (write) {
    auto locked = LockEventsOf(tx, call.caf, rows);
    if (!locked) return Propagate(locked);
    events = std::move(*locked);
  }
  std::vector<NeedDetails> planned;
  for (const auto& [line, details] : rows.items) {
    auto wanted = Need::Recorded(details);
    if (!wanted) {
      plan.faults.push_back(FaultOf(line, wanted.error()));
      continue;
    }
    auto known = write ? store::LockNeed(tx, call.caf, details.id) : store::LoadNeed(tx, call.caf, details.id);
    if (!known && known.error().code != Code::kNotFound) return Propagate(known);
    if (known && SameNeed(wanted->details(), known->details())) {
      ++plan.unchanged;
      continue;
    }
    ++(known ? plan.updated : plan.created);
    auto next = wanted->details();
    next.version = known ? known->details().version : 0;
    if (!write) continue;
    store::SaveNeed(tx, call, Need::FromStored(next), known ? known->details().state : NeedState::kNew);
    if (!next.event.empty()) planned.push_back(std::move(next));
  }
  if (auto named = NameNeeds(tx, call, events, planned); !named) return Propagate(named);
  return plan;
}

Result<Plan> ApplySheets(pg::Transaction& tx, const Call& call, const import::Rows<SheetDetails>& rows, bool write) {
  Plan plan;
  for (const auto& [line, details] : rows.items) {
    auto known = write ? store::LockSheet(tx, call.caf, details.id) : store::LoadSheet(tx, call.caf, details.id);
    if (!known && known.error().code != Code::kNotFound) return Propagate(known);
    if (known && SameSheet(details, known->details())) {
      ++plan.unchanged;
      continue;
    }
    ++(known ? plan.updated : plan.created);
    auto next = known ? known->details() : details;
    next.collection = details.collection;
    next.title = details.title;
    next.edition_month = details.edition_month;
    next.state = details.state;
    if (next.state == SheetState::kPublished && !next.published_at) next.published_at = call.now;
    if (write) store::SaveSheet(tx, call, Sheet::FromStored(next), known ? known->details().state : SheetState::kDraft);
  }
  return plan;
}

}  // namespace

void ImportHandlers::AddTo(maillage::rpc::Router& router) {
  router.Unary<v1::ImportProgrammeRequest, ImportReport>(
      Method("ImportProgramme"), [this](const Call& call, const auto& request) { return Programme(call, request); });
  router.Unary<v1::ImportNeedsRequest, ImportReport>(
      Method("ImportNeeds"), [this](const Call& call, const auto& request) { return Needs(call, request); });
  router.Unary<v1::ImportSheetsRequest, ImportReport>(
      Method("ImportSheets"), [this](const Call& call, const auto& request) { return Sheets(call, request); });
}

Result<ImportReport> ImportHandlers::Programme(const Call& call, const v1::ImportProgrammeRequest& request) {
  if (auto status = CheckRequest(call, request.parent(), request.content()); !status) return Propagate(status);
  auto programme = import::ReadProgramme(call.caf, request.content());
  auto unknown = unknown_communes_(import::CommunesOf(programme));
  if (!unknown) return Propagate(unknown);
  import::RefuseCommunes(programme, *unknown);
  auto report = Import(
      events_.database(), call, programme.table, programme.faults, request.dry_run(),
      [&](pg::Transaction& tx, bool write) { return ApplyProgramme(tx, call, programme, request.publish(), write); });
  if (report) events_.Changed();  // a raised capacity makes offers
  return report;
}

Result<ImportReport> ImportHandlers::Needs(const Call& call, const v1::ImportNeedsRequest& request) {
  if (auto status = CheckRequest(call, request.parent(), request.content()); !status) return Propagate(status);
  import::Known known;
  auto zone = events_.database().Read<Zone>(call, [&](pg::Transaction& tx) -> Result<Zone> {
    auto people = Ids(tx, kPeopleIds, "person", call.caf);
    auto events = Ids(tx, kEventIds, "event", call.caf);
    auto needs = Ids(tx, kNeedIds, "need", call.caf);
    auto name = store::ZoneOfCaf(tx, call.caf);
    if (!people) return Propagate(people);
    if (!events) return Propagate(events);
    if (!needs) return Propagate(needs);
    if (!name) return Propagate(name);
    known = {std::move(*people), std::move(*events), std::move(*needs)};
    return Zone::Named(*name);
  });
  if (!zone) return Propagate(zone);
  auto rows = import::ReadNeeds(call.caf, *zone, request.content());
  import::RefuseUnknown(rows, known);
  return Import(events_.database(), call, rows.table, rows.faults, request.dry_run(),
                [&](pg::Transaction& tx, bool write) { return ApplyNeeds(tx, call, rows, write); });
}

Result<ImportReport> ImportHandlers::Sheets(const Call& call, const v1::ImportSheetsRequest& request) {
  if (auto status = CheckRequest(call, request.parent(), request.content()); !status) return Propagate(status);
  auto rows = import::ReadSheets(call.caf, request.content());
  return Import(events_.database(), call, rows.table, rows.faults, request.dry_run(),
                [&](pg::Transaction& tx, bool write) { return ApplySheets(tx, call, rows, write); });
}

}  // namespace maillage::network::rpc
