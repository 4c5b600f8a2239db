#include <algorithm>

#include "directory/domain/codes.h"
#include "directory/import/people.h"
#include "directory/import/posts.h"
#include "directory/rpc/messages.h"
#include "directory/rpc/requests.h"
#include "directory/rpc/services.h"
#include "directory/store/caf_store.h"
#include "directory/store/person_store.h"
#include "directory/store/post_store.h"
#include "directory/store/territory_store.h"
#include "maillage/directory/v1/events.pb.h"
#include "maillage/directory/v1/import.pb.h"

namespace maillage::directory::rpc {
namespace {

using maillage::platform::v1::ImportReport;

constexpr std::size_t kMaxBytes = 8u << 20;
/// A report stays readable, and within the size of a message.
constexpr int kFaultsTold = 1000;

ImportReport ReportOf(const tabular::Table& table, const std::vector<tabular::Fault>& faults, bool dry_run) {
  ImportReport report;
  report.set_rows(static_cast<int>(table.rows.size()));
  report.set_encoding(table.encoding);
  report.set_separator(table.separator);
  report.set_dry_run(dry_run);
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

template <class Request>
std::set<std::string> ConventionsOf(const Request& request) {
  std::set<std::string> ids;
  for (auto id : request.known_conventions()) {
    std::transform(id.begin(), id.end(), id.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    ids.insert(id);
  }
  return ids;
}

Result<std::set<std::string>> UnknownSirens(pg::Transaction& tx, const tabular::Table& table,
                                            const std::string& column) {
  auto unknown = store::UnknownSirens(tx, SirensOf(table, column));
  if (!unknown) return Propagate(unknown);
  std::erase_if(*unknown, [](const std::string& siren) { return !IsOfAKnownSeries(siren); });
  return std::set<std::string>(unknown->begin(), unknown->end());
}

template <class Fact>
void TellPerson(pg::Transaction& tx, const Call& call, const PersonRow& row) {
  Fact fact;
  *fact.mutable_person() = ToProto(row);
  Tell(tx, call, row.caf, fact.person().name(), fact);
}

Status ApplyPeople(pg::Transaction& tx, const Call& call, PeoplePlan& plan) {
  auto changed = plan.left;  // who leaves gives the address free for who joins
  changed.insert(changed.end(), plan.changed.begin(), plan.changed.end());
  if (auto written = store::ImportPeople(tx, plan.joined, changed); !written) return written;
  for (const auto& row : plan.joined) TellPerson<v1::PersonAdded>(tx, call, row);
  for (std::size_t i = 0; i < changed.size(); ++i) {
    if (i < plan.left.size())
      TellPerson<v1::PersonLeft>(tx, call, changed[i]);
    else
      TellPerson<v1::PersonChanged>(tx, call, changed[i]);
  }
  return {};
}

Result<ImportReport> ImportPeopleIn(pg::Transaction& tx, const Call& call, const std::string& caf,
                                    const v1::ImportPeopleRequest& request, const tabular::Table& table) {
  auto zone = store::LockCaf(tx, caf);
  if (!zone) return Propagate(zone);
  auto people = store::LockPeople(tx, caf);
  if (!people) return Propagate(people);
  auto unknown = UnknownSirens(tx, table, "organisation_siren");
  if (!unknown) return Propagate(unknown);
  PeopleContext context{caf, call.now, *zone, {}, ConventionsOf(request), *unknown, RunsPlatform(call, caf)};
  for (auto& person : *people) context.known.emplace(person.row().id, person);
  auto plan = PlanPeople(table, context);
  auto report = ReportOf(table, plan.faults, request.dry_run());
  if (!plan.faults.empty()) return report;
  report.set_created(static_cast<int>(plan.joined.size()));
  report.set_updated(static_cast<int>(plan.changed.size() + plan.left.size()));
  report.set_unchanged(plan.unchanged);
  if (request.dry_run()) return report;
  if (auto applied = ApplyPeople(tx, call, plan); !applied) return Propagate(applied);
  return report;
}

template <class Fact>
Fact PostFact(const PostRow& row, CivilDate today) {
  Fact fact;
  *fact.mutable_post() = ToProto(row, today);
  return fact;
}

/// In the order in which they happened: opened or changed, filled, vacated, closed; each carries the post as it is
/// after all of them.
void TellPost(pg::Transaction& tx, const Call& call, const PlannedPost& planned, const PostRow& row, CivilDate today) {
  const auto tell = [&](const google::protobuf::Message& fact) {
    Tell(tx, call, row.caf, "cafs/" + row.caf + "/posts/" + row.id, fact);
  };
  if (planned.opened) tell(PostFact<v1::PostOpened>(row, today));
  if (planned.changed) tell(PostFact<v1::PostChanged>(row, today));
  if (planned.filled) {
    auto fact = PostFact<v1::PostFilled>(row, today);
    *fact.mutable_assignment() = ToProto(row.caf, *planned.filled);
    tell(fact);
  }
  if (planned.vacated) {
    auto fact = PostFact<v1::PostVacated>(row, today);
    *fact.mutable_assignment() = ToProto(row.caf, *planned.vacated);
    tell(fact);
  }
  if (planned.closed) tell(PostFact<v1::PostClosed>(row, today));
}

Status ApplyPosts(pg::Transaction& tx, const Call& call, const PostsPlan& plan, CivilDate today) {
  std::vector<PostRow> opened, changed;
  for (const auto& planned : plan.posts) (planned.opened ? opened : changed).push_back(planned.row);
  if (auto written = store::ImportPosts(tx, opened, changed); !written) return written;
  std::size_t next_opened = 0, next_changed = 0;
  for (const auto& planned : plan.posts)
    TellPost(tx, call, planned, planned.opened ? opened[next_opened++] : changed[next_changed++], today);
  return {};
}

Result<ImportReport> ImportPostsIn(pg::Transaction& tx, const Call& call, const std::string& caf,
                                   const v1::ImportPostsRequest& request, const tabular::Table& table) {
  auto zone = store::LockCaf(tx, caf);
  if (!zone) return Propagate(zone);
  auto people = store::LockPeople(tx, caf);
  if (!people) return Propagate(people);
  auto posts = store::LockPosts(tx, caf);
  if (!posts) return Propagate(posts);
  auto unknown = UnknownSirens(tx, table, "employer_siren");
  if (!unknown) return Propagate(unknown);
  const auto today = zone->DateOf(call.now);
  PostsContext context{caf, std::nullopt, {}, {}, ConventionsOf(request), *unknown};
  if (call.now != Instant{}) context.today = today;
  for (auto& post : *posts) context.known.emplace(post.row().id, post);
  for (const auto& person : *people) context.people.emplace(person.row().id, person.present());
  const auto plan = PlanPosts(table, context);
  auto report = ReportOf(table, plan.faults, request.dry_run());
  if (!plan.faults.empty()) return report;
  const auto created =
      std::count_if(plan.posts.begin(), plan.posts.end(), [](const PlannedPost& planned) { return planned.opened; });
  report.set_created(static_cast<int>(created));
  report.set_updated(static_cast<int>(plan.posts.size()) - static_cast<int>(created));
  report.set_unchanged(plan.unchanged);
  if (request.dry_run()) return report;
  if (auto applied = ApplyPosts(tx, call, plan, today); !applied) return Propagate(applied);
  return report;
}

template <class Request>
using ImportIn = Result<ImportReport> (*)(pg::Transaction&, const Call&, const std::string&, const Request&,
                                          const tabular::Table&);

template <class Request>
Result<ImportReport> Import(pg::Database& db, const Call& call, const Request& request, const tabular::Format& format,
                            ImportIn<Request> import) {
  auto ids = IdsIn(request.parent(), "cafs/*", "parent");
  if (!ids) return Propagate(ids);
  if (request.content().size() > kMaxBytes)
    return WithFaults(Result<ImportReport>(),
                      {{"content", fmt::format("has {} bytes; the limit is {}", request.content().size(), kMaxBytes)}});
  const auto table = tabular::Read(request.content(), format);
  return db.UpdateAlone<ImportReport>(call,
                                      [&](pg::Transaction& tx) { return import(tx, call, (*ids)[0], request, table); });
}

}  // namespace

void ServeImports(maillage::rpc::Router& router, pg::Database& db) {
  const std::string service = "maillage.directory.v1.DirectoryImportService/";
  router.Unary<v1::ImportPeopleRequest, ImportReport>(
      service + "ImportPeople", [&db](const Call& call, const auto& request) {
        return Import<v1::ImportPeopleRequest>(db, call, request, PeopleFormat(), ImportPeopleIn);
      });
  router.Unary<v1::ImportPostsRequest, ImportReport>(
      service + "ImportPosts", [&db](const Call& call, const auto& request) {
        return Import<v1::ImportPostsRequest>(db, call, request, PostsFormat(), ImportPostsIn);
      });
}

}  // namespace maillage::directory::rpc
