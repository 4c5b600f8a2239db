#include "directory/store/post_store.h"

#include <algorithm>
#include <map>

#include "directory/domain/reasons.h"

namespace maillage::directory::store {
namespace {

#define MAILLAGE_POST_COLUMNS                                                                                      \
  "caf, id, convention, employer_siren, employer_name, title, fte_hundredths, org_position, job_frame, category, " \
  "is_lead, "                                                                                                      \
  "has_other_duties, funded, coordinator, facilitator, advisor, mobiliser, themes, opened_on, closed_on, version"

constexpr pg::Statement kLock{"post_lock", "select 1 from posts where caf = $1 and id = $2 for update"};
constexpr pg::Statement kLockAll{"post_lock_all", "select 1 from posts where caf = $1 order by id for update"};
constexpr pg::Statement kSelect{
    "post_select", "select " MAILLAGE_POST_COLUMNS " from posts where caf = $1 and id = any($2) order by id"};
constexpr pg::Statement kSelectAll{"post_select_all",
                                   "select " MAILLAGE_POST_COLUMNS " from posts where caf = $1 order by id"};
constexpr pg::Statement kAssignments{"post_assignments",
                                     "select post, person, from_on, to_on, fte_hundredths from assignments "
                                     "where caf = $1 and post = any($2) order by post, from_on"};
constexpr pg::Statement kInsert{
    "post_insert", "insert into posts (" MAILLAGE_POST_COLUMNS
                   ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
                   "$20, $21)"};
constexpr pg::Statement kUpdate{"post_update",
                                "update posts set convention = $3, employer_siren = $4, employer_name = $5, title = "
                                "$6, fte_hundredths = $7, org_position = $8, "
                                "job_frame = $9, category = $10, is_lead = $11, has_other_duties = $12, funded = $13, "
                                "coordinator = $14, facilitator = $15, "
                                "advisor = $16, mobiliser = $17, themes = $18, opened_on = $19, closed_on = $20, "
                                "version = $21 where caf = $1 and id = $2"};
constexpr pg::Statement kAssign{
    "post_assign",
    "insert into assignments (caf, post, from_on, to_on, person, fte_hundredths) values ($1, $2, $3, $4, $5, $6) "
    "on conflict (caf, post, from_on) do update set to_on = excluded.to_on "
    "where assignments.to_on is distinct from excluded.to_on"};
constexpr pg::Statement kList{
    "post_list",
    "select id from (select id, case when closed_on <= $5 then 'CLOSED' "
    "when exists (select from assignments a where a.caf = p.caf and a.post = p.id and from_on <= $5 and (to_on is null "
    "or to_on >= $5)) "
    "then 'FILLED' when exists (select from assignments a where a.caf = p.caf and a.post = p.id and from_on <= $5) "
    "then 'VACANT' "
    "else 'OPEN' end as state from posts p where caf = $1 and id > $2 and ($3 = '' or convention = $3) "
    "and ($4 = '' or employer_siren = $4)) as found where $6 = '' or state = $6 order by id limit $7"};
constexpr pg::Statement kNoLead{"post_no_lead", "update posts set is_lead = false where caf = $1 and id = any($2)"};
constexpr pg::Statement kBarrier{"barrier", "select 1"};

PostRow FromRow(const pg::Row& row) {
  PostDetails details;
  details.convention = row.Get<std::string>("convention");
  details.employer_siren = row.Get<std::string>("employer_siren");
  details.employer_name = row.Get<std::string>("employer_name");
  details.title = row.Get<std::string>("title");
  details.fte_hundredths = row.Get<int>("fte_hundredths");
  details.org_position = row.Get<std::string>("org_position");
  details.job_frame = row.Get<std::string>("job_frame");
  details.category = row.Get<std::string>("category");
  details.is_lead = row.Get<bool>("is_lead");
  details.has_other_duties = row.Get<bool>("has_other_duties");
  details.funded = row.Get<bool>("funded");
  details.mission_mix = {row.Get<int>("coordinator"), row.Get<int>("facilitator"), row.Get<int>("advisor"),
                         row.Get<int>("mobiliser")};
  details.themes = row.Get<std::vector<std::string>>("themes");
  details.opened_on = row.Get<std::optional<CivilDate>>("opened_on");
  return {row.Get<std::string>("caf"),
          row.Get<std::string>("id"),
          std::move(details),
          row.Get<std::optional<CivilDate>>("closed_on"),
          {},
          row.Get<std::int64_t>("version")};
}

std::vector<pg::Param> ParamsOf(const PostRow& row) {
  const auto& d = row.details;
  return {row.caf,
          row.id,
          d.convention,
          d.employer_siren,
          d.employer_name,
          d.title,
          d.fte_hundredths,
          d.org_position,
          d.job_frame,
          d.category,
          d.is_lead,
          d.has_other_duties,
          d.funded,
          d.mission_mix.coordinator,
          d.mission_mix.facilitator,
          d.mission_mix.advisor,
          d.mission_mix.mobiliser,
          d.themes,
          d.opened_on,
          row.closed_on,
          row.version};
}

/// The posts with their assignments, in the order of the rows.
Result<std::vector<PostRow>> WithAssignments(pg::Transaction& tx, const std::string& caf, const pg::Rows& rows) {
  std::vector<PostRow> posts;
  std::vector<std::string> ids;
  std::map<std::string, std::size_t> places;
  for (const auto& row : rows) {
    posts.push_back(FromRow(row));
    places[posts.back().id] = ids.size();
    ids.push_back(posts.back().id);
  }
  if (posts.empty()) return posts;
  auto assignments = tx.Query(kAssignments, caf, ids);
  if (!assignments) return Propagate(assignments);
  for (const auto& row : *assignments)
    posts[places.at(row.Get<std::string>("post"))].assignments.push_back(
        {row.Get<std::string>("person"), row.Get<CivilDate>("from_on"), row.Get<std::optional<CivilDate>>("to_on"),
         row.Get<int>("fte_hundredths")});
  return posts;
}

Result<std::vector<PostRow>> Select(pg::Transaction& tx, const std::string& caf, const std::vector<std::string>& ids) {
  auto rows = tx.Query(kSelect, caf, ids);
  if (!rows) return Propagate(rows);
  return WithAssignments(tx, caf, *rows);
}

void SaveAssignments(pg::Transaction& tx, const PostRow& row) {
  for (const auto& each : row.assignments)
    tx.Execute(kAssign, row.caf, row.id, each.from, each.to, each.person, each.fte_hundredths);
}

tl::unexpected<Error> Translate(Error error) {
  const auto constraint = error.metadata.find("constraint");
  if (constraint != error.metadata.end() && constraint->second == "posts_one_lead")
    return Fail(reason::kSecondLead, "another post leads the convention already");
  if (constraint != error.metadata.end() && constraint->second == "posts_pkey")
    return Fail(reason::kAlreadyExists, "there is a post with this id already");
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace

Result<Post> ReadPost(pg::Transaction& tx, const std::string& caf, const std::string& id) {
  auto rows = Select(tx, caf, {id});
  if (!rows) return Propagate(rows);
  if (rows->empty()) return Fail(reason::kNotFound, "there is no post cafs/{}/posts/{}", caf, id);
  return Post::FromStored(std::move(rows->front()));
}

Result<Post> LockPost(pg::Transaction& tx, const std::string& caf, const std::string& id) {
  // Locked by a statement of its own: the next one sees what was committed while this one waited.
  tx.Execute(kLock, caf, id);
  return ReadPost(tx, caf, id);
}

Status InsertPost(pg::Transaction& tx, const PostRow& row) {
  auto inserted = tx.Query(kInsert, ParamsOf(row));
  if (!inserted) return Translate(inserted.error());
  SaveAssignments(tx, row);
  return {};
}

Result<PostRow> SavePost(pg::Transaction& tx, PostRow row) {
  ++row.version;
  auto saved = tx.Query(kUpdate, ParamsOf(row));
  if (!saved) return Translate(saved.error());
  SaveAssignments(tx, row);
  return row;
}

Result<std::vector<PostRow>> ListPosts(pg::Transaction& tx, const std::string& caf, const PostFilter& filter,
                                       CivilDate today, const std::string& after, int limit) {
  auto found = tx.Query(kList, caf, after, filter.convention, filter.employer_siren, today, filter.state, limit);
  if (!found) return Propagate(found);
  std::vector<std::string> ids;
  for (const auto& row : *found) ids.push_back(row.Get<std::string>("id"));
  return Select(tx, caf, ids);
}

Result<std::vector<Post>> LockPosts(pg::Transaction& tx, const std::string& caf) {
  tx.Execute(kLockAll, caf);
  auto rows = tx.Query(kSelectAll, caf);
  if (!rows) return Propagate(rows);
  auto stored = WithAssignments(tx, caf, *rows);
  if (!stored) return Propagate(stored);
  std::vector<Post> posts;
  for (auto& row : *stored) posts.push_back(Post::FromStored(std::move(row)));
  return posts;
}

Status ImportPosts(pg::Transaction& tx, const std::vector<PostRow>& opened, std::vector<PostRow>& changed) {
  std::vector<std::string> ids;
  for (auto& row : changed) {
    ++row.version;
    ids.push_back(row.id);
  }
  if (!changed.empty()) tx.Execute(kNoLead, changed.front().caf, ids);
  std::size_t queued = 0;
  const auto write = [&](const pg::Statement& statement, const PostRow& row) -> Status {
    tx.Execute(statement, ParamsOf(row));
    SaveAssignments(tx, row);
    if (++queued % 100 != 0) return {};
    auto written = tx.Query(kBarrier);
    if (!written) return Translate(written.error());
    return {};
  };
  for (const auto& row : changed)
    if (auto status = write(kUpdate, row); !status) return status;
  for (const auto& row : opened)
    if (auto status = write(kInsert, row); !status) return status;
  auto written = tx.Query(kBarrier);
  if (!written) return Translate(written.error());
  return {};
}

}  // namespace maillage::directory::store
