#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "directory/rpc/services.h"
#include "maillage/directory/v1/caf.pb.h"
#include "maillage/directory/v1/import.pb.h"
#include "maillage/directory/v1/person.pb.h"
#include "maillage/directory/v1/post.pb.h"
#include "maillage/directory/v1/territory.pb.h"
#include "platform/core/ids.h"
#include "platform/pg/database.h"
#include "platform/pg/test_database.h"

namespace maillage::directory::rpc {

/// directory on a database of its own, called as the rpc adapter calls it.
class TestDirectory {
 public:
  TestDirectory()
      : database_("directory", MAILLAGE_SOURCE_DIR "/services/directory/migrations"), db_({database_.url()}) {
    ServeAll(router_, db_);
  }

  /// The instant of all calls: the eve of the 2026 programme.
  Instant now = *ParseInstant("2026-01-05T08:00:00Z");
  /// What the next calls' tokens say.
  Caller caller{"services/test", {{"*", {"ADMIN"}}}, {}};

  /// `CafService/CreateCaf`; the tenant is that of the request's name, as with the adapter.
  template <class Response, class Request>
  Result<Response> Do(const std::string& method, const Request& request, const std::string& caf,
                      const std::string& request_id = "") {
    const auto name = "maillage.directory.v1." + method;
    const Call call{now,
                    caf,
                    name,
                    request_id,
                    Sha256Hex(request.SerializeAsString()),
                    caller,
                    std::chrono::steady_clock::now() + std::chrono::seconds(30),
                    Trace::New()};
    auto bytes = router_.Find(name)->unary(call, request);
    if (!bytes) return Propagate(bytes);
    Response response;
    response.ParseFromString(*bytes);
    return response;
  }

  Result<v1::Caf> AddCaf(const std::string& code, const std::string& departement, const std::string& zone) {
    v1::CreateCafRequest request;
    request.set_caf_id(code);
    request.mutable_caf()->set_display_name("Caf " + code);
    request.mutable_caf()->add_departements(departement);
    request.mutable_caf()->set_zone(zone);
    return Do<v1::Caf>("CafService/CreateCaf", request, "*");
  }

  Result<v1::Person> AddPerson(const std::string& caf, const std::string& id, const std::string& email,
                               const std::string& request_id = "") {
    v1::CreatePersonRequest request;
    request.set_parent("cafs/" + caf);
    request.set_person_id(id);
    auto& person = *request.mutable_person();
    person.set_given_name("Aïcha");
    person.set_family_name("Morel");
    person.set_email(email);
    person.set_kind(v1::Person::OFFICER);
    person.set_role(v1::Person::ROLE_OFFICER);
    return Do<v1::Person>("PersonService/CreatePerson", request, caf, request_id);
  }

  template <class Request, class Response>
  Result<Response> Named(const std::string& method, const std::string& name) {
    Request request;
    request.set_name(name);
    return Do<Response>(method, request, std::string(CafOf(name)));
  }

  Result<v1::Post> AddPost(const std::string& caf, const std::string& id, const std::string& convention,
                           bool lead = false) {
    v1::CreatePostRequest request;
    request.set_parent("cafs/" + caf);
    request.set_post_id(id);
    request.mutable_post()->set_convention(convention);
    request.mutable_post()->set_is_lead(lead);
    return Do<v1::Post>("PostService/CreatePost", request, caf);
  }
  Result<v1::Post> Assign(const std::string& post, const std::string& person, const std::string& from,
                          const std::string& to = "") {
    v1::AssignPostRequest request;
    request.set_name(post);
    request.mutable_assignment()->set_person(person);
    request.mutable_assignment()->set_from(from);
    request.mutable_assignment()->set_to(to);
    return Do<v1::Post>("PostService/AssignPost", request, std::string(CafOf(post)));
  }
  Result<v1::Post> Unassign(const std::string& post, const std::string& to) {
    v1::UnassignPostRequest request;
    request.set_name(post);
    request.set_to(to);
    return Do<v1::Post>("PostService/UnassignPost", request, std::string(CafOf(post)));
  }

  /// A file of data/.
  static std::string File(const std::string& name) {
    std::ifstream in(MAILLAGE_SOURCE_DIR "/data/" + name, std::ios::binary);
    EXPECT_TRUE(in) << name;
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
  }
  template <class Request>
  Result<platform::v1::ImportReport> Import(const std::string& method, const std::string& caf,
                                            const std::string& content, const std::vector<std::string>& conventions,
                                            bool dry_run = false) {
    Request request;
    request.set_parent("cafs/" + caf);
    request.set_content(content);
    request.set_dry_run(dry_run);
    for (const auto& id : conventions) request.add_known_conventions(id);
    return Do<platform::v1::ImportReport>("DirectoryImportService/" + method, request, caf);
  }
  Result<platform::v1::ImportReport> ImportPeople(const std::string& caf, const std::string& content,
                                                  const std::vector<std::string>& conventions = {},
                                                  bool dry_run = false) {
    return Import<v1::ImportPeopleRequest>("ImportPeople", caf, content, conventions, dry_run);
  }
  Result<platform::v1::ImportReport> ImportPosts(const std::string& caf, const std::string& content,
                                                 const std::vector<std::string>& conventions = {},
                                                 bool dry_run = false) {
    return Import<v1::ImportPostsRequest>("ImportPosts", caf, content, conventions, dry_run);
  }
  /// The refs of a network's agreements.csv.
  static std::vector<std::string> ConventionsOf(const std::string& folder) {
    std::istringstream lines(File(folder + "/agreements.csv"));
    std::vector<std::string> refs;
    std::string line;
    for (std::getline(lines, line); std::getline(lines, line);) refs.push_back(line.substr(0, line.find(',')));
    return refs;
  }
  Result<v1::ImportTerritoriesResponse> ImportTerritories() {
    v1::ImportTerritoriesRequest request;
    request.set_departements(File("departements.tsv"));
    request.set_epci(File("epci.tsv"));
    request.set_communes(File("communes.tsv"));
    return Do<v1::ImportTerritoriesResponse>("TerritoryService/ImportTerritories", request, "*");
  }

  /// Types and keys of the events in the outbox, in order: `PersonAdded cafs/95/people/p-1`.
  std::vector<std::string> Events() {
    static constexpr pg::Statement kEvents{
        "test_events",
        "select replace(type, 'maillage.directory.v1.', '') || ' ' || key as event from outbox order by id"};
    auto events = db_.Read<std::vector<std::string>>(pg::Scope::Internal(),
                                                     [](pg::Transaction& tx) -> Result<std::vector<std::string>> {
                                                       auto rows = tx.Query(kEvents);
                                                       if (!rows) return Propagate(rows);
                                                       std::vector<std::string> found;
                                                       for (const auto& row : *rows)
                                                         found.push_back(row.Get<std::string>("event"));
                                                       return found;
                                                     });
    EXPECT_TRUE(events);
    return events.value_or(std::vector<std::string>());
  }
  /// For a test that serves the methods by gRPC.
  const maillage::rpc::Router& router() const { return router_; }
  /// Everything that the service keeps, as one text: to see that nothing changed.
  std::string Snapshot() {
    static constexpr pg::Statement kAll{
        "test_snapshot",
        "select (select coalesce(string_agg(t::text, '|' order by id), '') from people t) || (select "
        "coalesce(string_agg(t::text, '|' order by id), '') "
        "from posts t) || (select coalesce(string_agg(t::text, '|' order by post, from_on), '') from assignments t) || "
        "(select count(*) from outbox)::text as everything"};
    auto text = db_.Read<std::string>(pg::Scope::Internal(), [](pg::Transaction& tx) -> Result<std::string> {
      auto rows = tx.Query(kAll);
      if (!rows) return Propagate(rows);
      return (*rows)[0].Get<std::string>("everything");
    });
    EXPECT_TRUE(text);
    return text.value_or("");
  }

 private:
  pg::TestDatabase database_;
  pg::Database db_;
  maillage::rpc::Router router_;
};

/// The reason of a failure; empty when there is none.
template <class T>
std::string ReasonOf(const Result<T>& result) {
  return result ? "" : result.error().reason;
}

/// The faults of a report as `line column`.
inline std::vector<std::string> PlacesOf(const platform::v1::ImportReport& report) {
  std::vector<std::string> places;
  for (const auto& fault : report.faults()) places.push_back(std::to_string(fault.line()) + " " + fault.column());
  return places;
}

}  // namespace maillage::directory::rpc
