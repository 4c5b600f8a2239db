#include <functional>

#include "directory/rpc/messages.h"
#include "directory/rpc/requests.h"
#include "directory/rpc/services.h"
#include "directory/store/caf_store.h"
#include "directory/store/person_store.h"
#include "directory/store/post_store.h"
#include "maillage/directory/v1/events.pb.h"

namespace maillage::directory::rpc {
namespace {

constexpr const char* kPattern = "cafs/*/posts/*";
const std::vector<std::string> kChangeable{
    "convention", "employer_siren", "employer_name",    "title",  "fte_hundredths", "org_position", "job_frame",
    "category",   "is_lead",        "has_other_duties", "funded", "mission_mix",    "themes",       "opened_on"};

/// An act under way on one post: its Caf's day, and the post, locked.
struct Subject {
  CivilDate today;
  Post post;
};

Result<CivilDate> Today(pg::Transaction& tx, const Call& call, const std::string& caf) {
  auto zone = store::LoadZone(tx, caf);
  if (!zone) return Propagate(zone);
  return zone->DateOf(call.now);
}

Result<Subject> Lock(pg::Transaction& tx, const Call& call, const std::vector<std::string>& ids) {
  auto today = Today(tx, call, ids[0]);
  if (!today) return Propagate(today);
  auto post = store::LockPost(tx, ids[0], ids[1]);
  if (!post) return Propagate(post);
  return Subject{*today, std::move(*post)};
}

template <class Fact>
v1::Post TellOf(pg::Transaction& tx, const Call& call, const PostRow& row, CivilDate today,
                const std::function<void(Fact&)>& fill = {}) {
  auto proto = ToProto(row, today);
  Fact fact;
  *fact.mutable_post() = proto;
  if (fill) fill(fact);
  Tell(tx, call, row.caf, proto.name(), fact);
  return proto;
}

Result<v1::Post> Create(pg::Database& db, const Call& call, const v1::CreatePostRequest& request) {
  auto ids = IdsIn(request.parent(), "cafs/*", "parent");
  if (!ids) return Propagate(ids);
  std::vector<FieldFault> faults;
  const auto details = DetailsOf(request.post(), "post.", faults);
  if (!request.post().closed_on().empty()) faults.push_back({"post.closed_on", "is set by ClosePost only"});
  auto post = WithFaults(Post::Open((*ids)[0], request.post_id(), details), faults);
  if (!post) return Propagate(post);
  return db.Update<v1::Post>(call, [&](pg::Transaction& tx) -> Result<v1::Post> {
    auto today = Today(tx, call, (*ids)[0]);
    if (!today) return Propagate(today);
    if (auto inserted = store::InsertPost(tx, post->row()); !inserted) return Propagate(inserted);
    return TellOf<v1::PostOpened>(tx, call, post->row(), *today);
  });
}

Result<v1::Post> Get(pg::Database& db, const Call& call, const v1::GetPostRequest& request) {
  auto ids = IdsIn(request.name(), kPattern, "name");
  if (!ids) return Propagate(ids);
  return db.Read<v1::Post>(call, [&](pg::Transaction& tx) -> Result<v1::Post> {
    auto today = Today(tx, call, (*ids)[0]);
    if (!today) return Propagate(today);
    auto post = store::ReadPost(tx, (*ids)[0], (*ids)[1]);
    if (!post) return Propagate(post);
    return ToProto(post->row(), *today);
  });
}

Result<v1::ListPostsResponse> List(pg::Database& db, const Call& call, const v1::ListPostsRequest& request) {
  auto ids = IdsIn(request.parent(), "cafs/*", "parent");
  if (!ids) return Propagate(ids);
  auto values = ReadFilter(request.filter(), {"convention", "employer_siren", "state"}, {});
  if (!values) return Propagate(values);
  const store::PostFilter filter{(*values)["convention"], (*values)["employer_siren"], (*values)["state"]};
  const auto scope = ListScope(call, request.filter());
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  return db.Read<v1::ListPostsResponse>(call, [&](pg::Transaction& tx) -> Result<v1::ListPostsResponse> {
    auto today = Today(tx, call, (*ids)[0]);
    if (!today) return Propagate(today);
    auto posts = store::ListPosts(tx, (*ids)[0], filter, *today, page->after, page->size + 1);
    if (!posts) return Propagate(posts);
    v1::ListPostsResponse response;
    for (const auto& row : *posts) {
      if (response.posts_size() == page->size) {
        response.set_next_page_token(listing::NextToken((*posts)[page->size - 1].id, scope));
        break;
      }
      *response.add_posts() = ToProto(row, *today);
    }
    return response;
  });
}

Result<v1::Post> Update(pg::Database& db, const Call& call, const v1::UpdatePostRequest& request) {
  auto ids = IdsIn(request.post().name(), kPattern, "post.name");
  if (!ids) return Propagate(ids);
  return db.Update<v1::Post>(call, [&](pg::Transaction& tx) -> Result<v1::Post> {
    auto subject = Lock(tx, call, *ids);
    if (!subject) return Propagate(subject);
    auto& [today, post] = *subject;
    if (auto same = CheckEtag(request.post().etag(), post.row().version); !same) return Propagate(same);
    const auto before = ToProto(post.row(), today);
    auto wanted = before;
    if (auto applied = ApplyMask(request.update_mask(), kChangeable, request.post(), wanted); !applied)
      return Propagate(applied);
    std::vector<FieldFault> faults;
    const auto details = DetailsOf(wanted, "post.", faults);
    auto changed = WithFaults(post.Change(details), faults);
    if (!changed) return Propagate(changed);
    if (!*changed) return before;
    auto saved = store::SavePost(tx, post.row());
    if (!saved) return Propagate(saved);
    return TellOf<v1::PostChanged>(tx, call, *saved, today);
  });
}

Result<v1::Post> Assign(pg::Database& db, const Call& call, const v1::AssignPostRequest& request) {
  auto ids = IdsIn(request.name(), kPattern, "name");
  if (!ids) return Propagate(ids);
  auto person = IdsIn(request.assignment().person(), "cafs/*/people/*", "assignment.person");
  if (!person) return Propagate(person);
  std::vector<FieldFault> faults;
  const auto from = DateOf(request.assignment().from(), "assignment.from", faults);
  const auto to = DateOf(request.assignment().to(), "assignment.to", faults);
  if (request.assignment().from().empty()) faults.push_back({"assignment.from", Describe(Problem::kMissing)});
  if (auto sound = WithFaults(Status(), faults); !sound) return Propagate(sound);
  const Assignment assignment{(*person)[1], *from, to, request.assignment().fte_hundredths()};
  return db.Update<v1::Post>(call, [&](pg::Transaction& tx) -> Result<v1::Post> {
    auto subject = Lock(tx, call, *ids);
    if (!subject) return Propagate(subject);
    auto& [today, post] = *subject;
    // Of this Caf: row-level security hides the people of all others.
    auto present = store::HoldPresence(tx, (*person)[0], assignment.person);
    if (!present) return Propagate(present);
    if (!*present) return Fail(reason::kPersonNotPresent, "{} is not present", assignment.person);
    if (auto assigned = post.Assign(assignment); !assigned) return Propagate(assigned);
    auto saved = store::SavePost(tx, post.row());
    if (!saved) return Propagate(saved);
    return TellOf<v1::PostFilled>(tx, call, *saved, today, [&](v1::PostFilled& fact) {
      *fact.mutable_assignment() = ToProto(saved->caf, assignment);
    });
  });
}

Result<v1::Post> Unassign(pg::Database& db, const Call& call, const v1::UnassignPostRequest& request) {
  auto ids = IdsIn(request.name(), kPattern, "name");
  if (!ids) return Propagate(ids);
  std::vector<FieldFault> faults;
  const auto to = DateOf(request.to(), "to", faults);
  if (request.to().empty()) faults.push_back({"to", Describe(Problem::kMissing)});
  if (auto sound = WithFaults(Status(), faults); !sound) return Propagate(sound);
  return db.Update<v1::Post>(call, [&](pg::Transaction& tx) -> Result<v1::Post> {
    auto subject = Lock(tx, call, *ids);
    if (!subject) return Propagate(subject);
    auto ended = subject->post.Unassign(*to);
    if (!ended) return Propagate(ended);
    auto saved = store::SavePost(tx, subject->post.row());
    if (!saved) return Propagate(saved);
    return TellOf<v1::PostVacated>(tx, call, *saved, subject->today, [&](v1::PostVacated& fact) {
      *fact.mutable_assignment() = ToProto(saved->caf, *ended);
    });
  });
}

Result<v1::Post> Close(pg::Database& db, const Call& call, const v1::ClosePostRequest& request) {
  auto ids = IdsIn(request.name(), kPattern, "name");
  if (!ids) return Propagate(ids);
  std::vector<FieldFault> faults;
  const auto day = DateOf(request.closed_on(), "closed_on", faults);
  if (auto sound = WithFaults(Status(), faults); !sound) return Propagate(sound);
  return db.Update<v1::Post>(call, [&](pg::Transaction& tx) -> Result<v1::Post> {
    auto subject = Lock(tx, call, *ids);
    if (!subject) return Propagate(subject);
    if (auto closed = subject->post.Close(day.value_or(subject->today)); !closed) return Propagate(closed);
    auto saved = store::SavePost(tx, subject->post.row());
    if (!saved) return Propagate(saved);
    return TellOf<v1::PostClosed>(tx, call, *saved, subject->today);
  });
}

}  // namespace

void ServePosts(maillage::rpc::Router& router, pg::Database& db) {
  const std::string service = "maillage.directory.v1.PostService/";
  router.Unary<v1::CreatePostRequest, v1::Post>(
      service + "CreatePost", [&db](const Call& call, const auto& request) { return Create(db, call, request); });
  router.Unary<v1::GetPostRequest, v1::Post>(
      service + "GetPost", [&db](const Call& call, const auto& request) { return Get(db, call, request); });
  router.Unary<v1::ListPostsRequest, v1::ListPostsResponse>(
      service + "ListPosts", [&db](const Call& call, const auto& request) { return List(db, call, request); });
  router.Unary<v1::UpdatePostRequest, v1::Post>(
      service + "UpdatePost", [&db](const Call& call, const auto& request) { return Update(db, call, request); });
  router.Unary<v1::AssignPostRequest, v1::Post>(
      service + "AssignPost", [&db](const Call& call, const auto& request) { return Assign(db, call, request); });
  router.Unary<v1::UnassignPostRequest, v1::Post>(
      service + "UnassignPost", [&db](const Call& call, const auto& request) { return Unassign(db, call, request); });
  router.Unary<v1::ClosePostRequest, v1::Post>(
      service + "ClosePost", [&db](const Call& call, const auto& request) { return Close(db, call, request); });
}

}  // namespace maillage::directory::rpc
