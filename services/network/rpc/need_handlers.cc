#include "network/rpc/need_handlers.h"

#include "maillage/network/v1/need.pb.h"
#include "network/messages/messages.h"
#include "network/rpc/names.h"
#include "network/store/event_store.h"
#include "network/store/need_store.h"
#include "network/store/programme_store.h"
#include "platform/calendar/zone.h"
#include "platform/core/ids.h"
#include "platform/listing/listing.h"

namespace maillage::network::rpc {
namespace {

std::string Method(const std::string& name) { return "maillage.network.v1.NeedService/" + name; }

/// `act(pg::Transaction&, Need&) -> Result<bool>`: whether it changed anything.
template <class Act>
Result<v1::Need> Change(pg::Database& database, const Call& call, const std::string& name, const Act& act) {
  Names names(call);
  const auto id = names.Need(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return database.Update<v1::Need>(call, [&](pg::Transaction& tx) -> Result<v1::Need> {
    auto need = store::LockNeed(tx, call.caf, id);
    if (!need) return Propagate(need);
    const auto previous = need->details().state;
    Result<bool> changed = act(tx, *need);
    if (!changed) return Propagate(changed);
    if (!*changed) return messages::ToProto(need->details());
    return messages::ToProto(store::SaveNeed(tx, call, *need, previous));
  });
}

Result<bool> Changed(const Status& status) {
  if (!status) return Propagate(status);
  return true;
}

NeedDetails DetailsOf(const Call& call, const v1::RaiseNeedRequest& request, Names& names) {
  const auto& need = request.need();
  NeedDetails details;
  details.caf = call.caf;
  details.id = NeedId(request.need_id().empty() ? NewUuid() : request.need_id());
  details.origin = need.origin();
  details.author = names.Person(need.author(), "need.author");
  details.theme = need.theme();
  details.mission = need.mission();
  details.urgency = need.urgency();
  details.title = need.title();
  details.description = need.description();
  for (const auto& each : need.supporters()) details.supporters.push_back(names.Person(each, "need.supporters"));
  if (need.raised_on().empty()) return details;
  auto day = ParseDate(need.raised_on());
  if (day) details.raised_on = *day;
  if (!day) names.Fault("need.raised_on", "a day YYYY-MM-DD that exists");
  return details;
}

Result<store::NeedFilter> ReadFilter(const std::string& text) {
  auto conditions = listing::ParseFilter(text, {"state", "theme", "urgency"});
  if (!conditions) return Propagate(conditions);
  store::NeedFilter filter;
  for (const auto& each : *conditions) {
    if (each.op != "=") return Fail(reason::kInvalidFilter, "{} can only be compared with =", each.field);
    (each.field == "state" ? filter.state : each.field == "theme" ? filter.theme : filter.urgency) = each.value;
  }
  return filter;
}

}  // namespace

void NeedHandlers::AddTo(maillage::rpc::Router& router) {
  router.Unary<v1::RaiseNeedRequest, v1::Need>(
      Method("RaiseNeed"), [this](const Call& call, const auto& request) { return Raise(call, request); });
  router.Unary<v1::GetNeedRequest, v1::Need>(
      Method("GetNeed"), [this](const Call& call, const auto& request) { return Get(call, request.name()); });
  router.Unary<v1::ListNeedsRequest, v1::ListNeedsResponse>(
      Method("ListNeeds"), [this](const Call& call, const auto& request) { return List(call, request); });
  router.Unary<v1::SupportNeedRequest, v1::Need>(
      Method("SupportNeed"), [this](const Call& call, const auto& request) { return Support(call, request); });
  router.Unary<v1::QualifyNeedRequest, v1::Need>(Method("QualifyNeed"), [this](const Call& call, const auto& request) {
    return Change(database_, call, request.name(), [&](pg::Transaction&, Need& need) {
      return Changed(need.Qualify(request.theme(), request.mission(), request.urgency()));
    });
  });
  router.Unary<v1::PlanNeedRequest, v1::Need>(
      Method("PlanNeed"), [this](const Call& call, const auto& request) { return Plan(call, request); });
  router.Unary<v1::AnswerNeedRequest, v1::Need>(Method("AnswerNeed"), [this](const Call& call, const auto& request) {
    return Change(database_, call, request.name(),
                  [&](pg::Transaction&, Need& need) { return Changed(need.Answer(call.now)); });
  });
  router.Unary<v1::MergeNeedRequest, v1::Need>(
      Method("MergeNeed"), [this](const Call& call, const auto& request) { return Merge(call, request); });
  router.Unary<v1::DeclineNeedRequest, v1::Need>(Method("DeclineNeed"), [this](const Call& call, const auto& request) {
    return Change(database_, call, request.name(),
                  [&](pg::Transaction&, Need& need) { return Changed(need.Decline(request.reason())); });
  });
}

Result<v1::Need> NeedHandlers::Raise(const Call& call, const v1::RaiseNeedRequest& request) {
  Names names(call);
  auto details = DetailsOf(call, request, names);
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Update<v1::Need>(call, [&](pg::Transaction& tx) -> Result<v1::Need> {
    if (auto present = store::RequirePresent(tx, call.caf, details.author); !present) return Propagate(present);
    auto draft = details;
    if (!draft.raised_on) {
      auto zone_name = store::ZoneOfCaf(tx, call.caf);
      if (!zone_name) return Propagate(zone_name);
      auto zone = Zone::Named(*zone_name);
      if (!zone) return Propagate(zone);
      draft.raised_on = zone->DateOf(call.now);
    }
    auto need = Need::Raise(std::move(draft));
    if (!need) return Propagate(need);
    return messages::ToProto(store::SaveNeed(tx, call, *need, NeedState::kNew));
  });
}

Result<v1::Need> NeedHandlers::Get(const Call& call, const std::string& name) {
  Names names(call);
  const auto id = names.Need(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Read<v1::Need>(call, [&](pg::Transaction& tx) -> Result<v1::Need> {
    auto need = store::LoadNeed(tx, call.caf, id);
    if (!need) return Propagate(need);
    return messages::ToProto(need->details());
  });
}

Result<v1::ListNeedsResponse> NeedHandlers::List(const Call& call, const v1::ListNeedsRequest& request) {
  auto filter = ReadFilter(request.filter());
  if (!filter) return Propagate(filter);
  const auto scope = "needs|" + call.caf + "|" + request.filter();
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  return database_.Read<v1::ListNeedsResponse>(call, [&](pg::Transaction& tx) -> Result<v1::ListNeedsResponse> {
    auto needs = store::ListNeeds(tx, call.caf, *filter, page->after, page->size + 1);
    if (!needs) return Propagate(needs);
    v1::ListNeedsResponse response;
    const bool more = static_cast<int>(needs->size()) > page->size;
    if (more) needs->pop_back();
    for (const auto& each : *needs) *response.add_needs() = messages::ToProto(each.details());
    if (more) response.set_next_page_token(listing::NextToken(needs->back().details().id.value, scope));
    return response;
  });
}

Result<v1::Need> NeedHandlers::Support(const Call& call, const v1::SupportNeedRequest& request) {
  Names names(call);
  const auto person = names.Person(request.person(), "person");
  if (auto status = names.Check(); !status) return Propagate(status);
  return Change(database_, call, request.name(), [&](pg::Transaction& tx, Need& need) -> Result<bool> {
    if (auto present = store::RequirePresent(tx, call.caf, person); !present) return Propagate(present);
    return need.Support(person);
  });
}

Result<v1::Need> NeedHandlers::Plan(const Call& call, const v1::PlanNeedRequest& request) {
  Names names(call);
  const auto id = names.Need(request.name(), "name");
  const auto event_id = names.Event(request.event(), "event");
  if (auto status = names.Check(); !status) return Propagate(status);
  return database_.Update<v1::Need>(call, [&](pg::Transaction& tx) -> Result<v1::Need> {
    // Events before needs, needs before programmes, everywhere: no deadlock.
    auto event = store::Lock(tx, call.caf, event_id);
    if (!event) return Propagate(event);
    auto need = store::LockNeed(tx, call.caf, id);
    if (!need) return Propagate(need);
    const auto previous = need->details().state;
    auto planned = need->Plan(event_id);
    if (!planned) return Propagate(planned);
    if (!*planned) return messages::ToProto(need->details());
    if (auto added = event->AddNeed(need->details().name(), call.now); !added) return Propagate(added);
    store::Save(tx, *event, call.trace);
    auto saved = store::SaveNeed(tx, call, *need, previous);
    if (auto taken = store::TakeUp(tx, call, event->details().year, {id}); !taken) return Propagate(taken);
    return messages::ToProto(saved);
  });
}

Result<v1::Need> NeedHandlers::Merge(const Call& call, const v1::MergeNeedRequest& request) {
  Names names(call);
  const auto into = names.Need(request.into(), "into");
  if (auto status = names.Check(); !status) return Propagate(status);
  return Change(database_, call, request.name(), [&](pg::Transaction& tx, Need& need) -> Result<bool> {
    if (need.details().id == into) return Changed(need.MergeInto(need));
    auto other = store::LockNeed(tx, call.caf, into);
    if (!other) return Propagate(other);
    const auto before = other->details();
    if (auto merged = need.MergeInto(*other); !merged) return Propagate(merged);
    if (other->details().supporters != before.supporters) store::SaveNeed(tx, call, *other, before.state);
    return true;
  });
}

}  // namespace maillage::network::rpc
