#include "network/rpc/programme_handlers.h"

#include <algorithm>
#include <set>

#include "maillage/network/v1/programme.pb.h"
#include "network/messages/messages.h"
#include "network/rpc/names.h"
#include "network/store/programme_store.h"
#include "platform/listing/listing.h"

namespace maillage::network::rpc {
namespace {

const std::set<std::string> kChangeable{"title", "notes", "needs"};

std::string Method(const std::string& name) { return "maillage.network.v1.ProgrammeService/" + name; }

v1::Programme ToMessage(const ProgrammeView& view) { return messages::ToProto(view); }

/// Until a programme is published it is for those who make it.
bool SeesDrafts(const Call& call) {
  const auto& caller = call.caller;
  return caller.HasRole(call.caf, "PILOT") || caller.HasRole(call.caf, "CAF") ||
         caller.scopes.contains("network.write");
}

/// `act(Programme&) -> Result<bool>`: whether it changed anything.
template <class Act>
Result<v1::Programme> Change(pg::Transaction& tx, const Call& call, int year, const Act& act) {
  auto programme = store::LockProgramme(tx, call.caf, year);
  if (!programme) return Propagate(programme);
  const auto previous = programme->details().state;
  Result<bool> changed = act(*programme);
  if (!changed) return Propagate(changed);
  if (*changed) return store::SaveProgramme(tx, call, *programme, previous).map(ToMessage);
  auto views = store::ViewsOf(tx, {*programme});
  if (!views) return Propagate(views);
  return messages::ToProto(views->front());
}

std::vector<NeedId> ReadNeeds(const v1::Programme& programme, const std::string& prefix, Names& names) {
  std::vector<NeedId> needs;
  for (int i = 0; i < programme.needs_size(); ++i) {
    needs.push_back(names.Need(programme.needs(i), fmt::format("{}needs[{}]", prefix, i)));
  }
  return needs;
}

/// INVALID_REQUEST for each need that there is not.
Status RequireNeeds(pg::Transaction& tx, const std::string& caf, const std::vector<NeedId>& needs) {
  if (needs.empty()) return {};
  auto known = store::KnownNeeds(tx, caf, needs);
  if (!known) return Propagate(known);
  planning::Faults faults;
  for (std::size_t i = 0; i < needs.size(); ++i) {
    if (std::find(known->begin(), known->end(), needs[i]) != known->end()) continue;
    faults.push_back({fmt::format("programme.needs[{}]", i), "there is no such need"});
  }
  if (faults.empty()) return {};
  return planning::Invalid(std::move(faults));
}

Result<ProgrammeChange> ReadChange(const v1::UpdateProgrammeRequest& request, Names& names) {
  const auto& programme = request.programme();
  const auto& paths = request.update_mask().paths();
  std::set<std::string> mask(paths.begin(), paths.end());
  if (mask.empty() || mask.contains("*")) mask = kChangeable;
  for (const auto& path : mask) {
    if (!kChangeable.contains(path)) names.Fault("update_mask", path + " cannot be changed by this method");
  }
  ProgrammeChange change;
  if (mask.contains("title")) change.title = programme.title();
  if (mask.contains("notes")) change.notes = programme.notes();
  if (mask.contains("needs")) change.needs = ReadNeeds(programme, "programme.", names);
  return change;
}

Result<store::ProgrammeFilter> ReadFilter(const std::string& text) {
  auto conditions = listing::ParseFilter(text, {"state"});
  if (!conditions) return Propagate(conditions);
  store::ProgrammeFilter filter;
  for (const auto& each : *conditions) {
    if (each.op != "=") return Fail(reason::kInvalidFilter, "{} can only be compared with =", each.field);
    filter.state = Named<ProgrammeState>(each.value);
    if (!filter.state) return Fail(reason::kInvalidFilter, "state is DRAFT, PUBLISHED or CLOSED");
  }
  return filter;
}

}  // namespace

void ProgrammeHandlers::AddTo(maillage::rpc::Router& router) {
  router.Unary<v1::GetProgrammeRequest, v1::Programme>(
      Method("GetProgramme"), [this](const Call& call, const auto& request) { return Get(call, request.name()); });
  router.Unary<v1::ListProgrammesRequest, v1::ListProgrammesResponse>(
      Method("ListProgrammes"), [this](const Call& call, const auto& request) { return List(call, request); });
  router.Unary<v1::CreateProgrammeRequest, v1::Programme>(
      Method("CreateProgramme"), [this](const Call& call, const auto& request) { return Create(call, request); });
  router.Unary<v1::UpdateProgrammeRequest, v1::Programme>(
      Method("UpdateProgramme"), [this](const Call& call, const auto& request) { return Update(call, request); });
  router.Unary<v1::PublishProgrammeRequest, v1::Programme>(
      Method("PublishProgramme"), [this](const Call& call, const auto& request) { return Publish(call, request); });
  router.Unary<v1::CloseProgrammeRequest, v1::Programme>(
      Method("CloseProgramme"), [this](const Call& call, const auto& request) { return Close(call, request.name()); });
}

Result<v1::Programme> ProgrammeHandlers::Get(const Call& call, const std::string& name) {
  Names names(call);
  const int year = names.Programme(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Read<v1::Programme>(call, [&](pg::Transaction& tx) -> Result<v1::Programme> {
    auto programme = store::LoadProgramme(tx, call.caf, year);
    if (!programme) return Propagate(programme);
    if (programme->details().state == ProgrammeState::kDraft && !SeesDrafts(call)) {
      return Fail(reason::kNotFound, "there is no programme {}", year);
    }
    auto views = store::ViewsOf(tx, {*programme});
    if (!views) return Propagate(views);
    return messages::ToProto(views->front());
  });
}

Result<v1::ListProgrammesResponse> ProgrammeHandlers::List(const Call& call, const v1::ListProgrammesRequest& request) {
  auto filter = ReadFilter(request.filter());
  if (!filter) return Propagate(filter);
  filter->without_drafts = !SeesDrafts(call);
  const auto scope = "programmes|" + call.caf + "|" + request.filter();
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  const int after = page->after.empty() ? 0 : std::stoi(page->after);
  return database_.Read<v1::ListProgrammesResponse>(
      call, [&](pg::Transaction& tx) -> Result<v1::ListProgrammesResponse> {
        auto programmes = store::ListProgrammes(tx, call.caf, *filter, after, page->size + 1);
        if (!programmes) return Propagate(programmes);
        const bool more = static_cast<int>(programmes->size()) > page->size;
        if (more) programmes->pop_back();
        auto views = store::ViewsOf(tx, *programmes);
        if (!views) return Propagate(views);
        v1::ListProgrammesResponse response;
        for (const auto& each : *views) *response.add_programmes() = messages::ToProto(each);
        if (more) response.set_next_page_token(listing::NextToken(std::to_string(views->back().details.year), scope));
        return response;
      });
}

Result<v1::Programme> ProgrammeHandlers::Create(const Call& call, const v1::CreateProgrammeRequest& request) {
  Names names(call);
  ProgrammeDetails details;
  details.caf = call.caf;
  details.year = ReadYear(request.programme_id()).value_or(0);
  details.title = request.programme().title();
  details.notes = request.programme().notes();
  details.needs = ReadNeeds(request.programme(), "programme.", names);
  auto begun = Programme::Begin(std::move(details));
  if (!begun) {
    for (const auto& fault : begun.error().faults) {
      names.Fault(fault.field == "name" ? "programme_id" : "programme." + fault.field, fault.message);
    }
  }
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Update<v1::Programme>(call, [&](pg::Transaction& tx) -> Result<v1::Programme> {
    auto programme = *begun;
    auto of_year = store::NeedsOfYear(tx, call.caf, programme.details().year);
    if (!of_year) return Propagate(of_year);
    if (auto known = RequireNeeds(tx, call.caf, programme.details().needs); !known) return Propagate(known);
    for (const auto& each : *of_year) (void)programme.TakeUp(each);
    return store::SaveProgramme(tx, call, programme, ProgrammeState::kDraft).map(ToMessage);
  });
}

Result<v1::Programme> ProgrammeHandlers::Update(const Call& call, const v1::UpdateProgrammeRequest& request) {
  Names names(call);
  const int year = names.Programme(request.programme().name(), "programme.name");
  auto change = ReadChange(request, names);
  if (!change) return Propagate(change);
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Update<v1::Programme>(call, [&](pg::Transaction& tx) -> Result<v1::Programme> {
    return Change(tx, call, year, [&](Programme& programme) -> Result<bool> {
      const auto& etag = request.programme().etag();
      if (!etag.empty() && etag != std::to_string(programme.details().version)) {
        return Fail(reason::kEtagMismatch, "the programme has changed: its etag is {}", programme.details().version);
      }
      if (change->needs) {
        if (auto known = RequireNeeds(tx, call.caf, *change->needs); !known) return Propagate(known);
      }
      return programme.Update(*change);
    });
  });
}

Result<v1::Programme> ProgrammeHandlers::Publish(const Call& call, const v1::PublishProgrammeRequest& request) {
  Names names(call);
  const int year = names.Programme(request.name(), "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  auto published = database_.Update<v1::Programme>(call, [&](pg::Transaction& tx) -> Result<v1::Programme> {
    if (request.publish_events()) {
      auto drafts = store::LockDrafts(tx, call.caf, year);
      if (!drafts) return Propagate(drafts);
      for (auto& each : *drafts) {
        if (auto status = each.Publish(call.now); !status) return Propagate(status);
        store::Save(tx, each, call.trace);
      }
    }
    return Change(tx, call, year, [&](Programme& programme) -> Result<bool> {
      if (auto status = programme.Publish(call.now); !status) return Propagate(status);
      return true;
    });
  });
  if (published && request.publish_events()) events_.Changed();
  return published;
}

Result<v1::Programme> ProgrammeHandlers::Close(const Call& call, const std::string& name) {
  Names names(call);
  const int year = names.Programme(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Update<v1::Programme>(call, [&](pg::Transaction& tx) -> Result<v1::Programme> {
    return Change(tx, call, year, [&](Programme& programme) -> Result<bool> {
      if (auto status = programme.Close(call.now); !status) return Propagate(status);
      return true;
    });
  });
}

}  // namespace maillage::network::rpc
