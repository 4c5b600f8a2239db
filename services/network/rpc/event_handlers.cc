#include "network/rpc/event_handlers.h"

#include "maillage/network/v1/event.pb.h"
#include "network/messages/messages.h"
#include "network/rpc/event_requests.h"
#include "network/rpc/names.h"
#include "platform/listing/listing.h"

namespace maillage::network::rpc {
namespace {

using maillage::rpc::Router;

std::string Method(const std::string& name) { return "maillage.network.v1.EventService/" + name; }

/// `act(Event&) -> Status`, and the event as it is then.
template <class Act>
Result<v1::Event> Change(store::EventStore& events, const Call& call, const EventId& id, const Act& act) {
  return events.Change<v1::Event>(call, id, [&](Event& event) -> Result<v1::Event> {
    if (auto status = act(event); !status) return Propagate(status);
    return messages::ToProto(event.View());
  });
}

template <class Act>
Result<v1::Event> ChangeEvent(store::EventStore& events, const Call& call, const std::string& name, const Act& act) {
  Names names(call);
  const auto id = names.Event(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return Change(events, call, id, act);
}

/// `act(Event&, const SessionId&) -> Status`.
template <class Act>
Result<v1::Event> ChangeSession(store::EventStore& events, const Call& call, const std::string& name, const Act& act) {
  Names names(call);
  const auto [id, session] = names.Session(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return Change(events, call, id, [&, &session = session](Event& event) { return act(event, session); });
}

Result<store::EventFilter> ReadFilter(const std::string& text) {
  auto conditions = listing::ParseFilter(text, {"kind", "format", "state", "year"});
  if (!conditions) return Propagate(conditions);
  store::EventFilter filter;
  for (const auto& each : *conditions) {
    if (each.op != "=") return Fail(reason::kInvalidFilter, "{} can only be compared with =", each.field);
    if (each.field == "kind") filter.kind = each.value;
    if (each.field == "format") filter.format = each.value;
    if (each.field == "state") filter.state = each.value;
    if (each.field != "year") continue;
    if (each.value.size() != 4 || each.value.find_first_not_of("0123456789") != std::string::npos) {
      return Fail(reason::kInvalidFilter, "year is a number of four digits");
    }
    filter.year = std::stoi(each.value);
  }
  return filter;
}

}  // namespace

void EventHandlers::AddTo(Router& router) {
  router.Unary<v1::CreateEventRequest, v1::Event>(
      Method("CreateEvent"), [this](const Call& call, const auto& request) { return Create(call, request); });
  router.Unary<v1::GetEventRequest, v1::Event>(
      Method("GetEvent"), [this](const Call& call, const auto& request) { return Get(call, request.name()); });
  router.Unary<v1::ListEventsRequest, v1::ListEventsResponse>(
      Method("ListEvents"), [this](const Call& call, const auto& request) { return List(call, request); });
  router.Unary<v1::UpdateEventRequest, v1::Event>(
      Method("UpdateEvent"), [this](const Call& call, const auto& request) { return Update(call, request); });
  router.Unary<v1::GetRosterRequest, v1::Roster>(
      Method("GetRoster"), [this](const Call& call, const auto& request) { return GetRoster(call, request); });
  AddEventActs(router);
  AddSessionActs(router);
}

void EventHandlers::AddEventActs(Router& router) {
  router.Unary<v1::PublishEventRequest, v1::Event>(
      Method("PublishEvent"), [this](const Call& call, const auto& request) {
        return ChangeEvent(events_, call, request.name(), [&](Event& event) { return event.Publish(call.now); });
      });
  router.Unary<v1::CancelEventRequest, v1::Event>(Method("CancelEvent"), [this](const Call& call, const auto& request) {
    return ChangeEvent(events_, call, request.name(), [&](Event& event) { return event.Cancel(call.now); });
  });
  router.Unary<v1::ShareDocumentsRequest, v1::Event>(
      Method("ShareDocuments"), [this](const Call& call, const auto& request) {
        const std::vector<std::string> documents(request.documents().begin(), request.documents().end());
        return ChangeEvent(events_, call, request.name(),
                           [&](Event& event) { return event.ShareDocuments(documents, call.now); });
      });
  router.Unary<v1::PublishMinutesRequest, v1::Event>(
      Method("PublishMinutes"), [this](const Call& call, const auto& request) {
        return ChangeEvent(events_, call, request.name(),
                           [&](Event& event) { return event.PublishMinutes(request.minutes_uri(), call.now); });
      });
}

void EventHandlers::AddSessionActs(Router& router) {
  router.Unary<v1::AddSessionRequest, v1::Event>(Method("AddSession"), [this](const Call& call, const auto& request) {
    return ChangeEvent(events_, call, request.parent(),
                       [&](Event& event) { return event.AddSession(ReadDraft(request), call.now); });
  });
  router.Unary<v1::RescheduleSessionRequest, v1::Event>(
      Method("RescheduleSession"), [this](const Call& call, const auto& request) {
        return ChangeSession(events_, call, request.name(), [&](Event& event, const SessionId& session) {
          return event.Reschedule(session, request.starts_at(), request.ends_at(), request.zone(), call.now);
        });
      });
  router.Unary<v1::RelocateSessionRequest, v1::Event>(
      Method("RelocateSession"), [this](const Call& call, const auto& request) {
        return ChangeSession(events_, call, request.name(), [&](Event& event, const SessionId& session) {
          return event.Relocate(session, request.place(), request.access(), request.link(), call.now);
        });
      });
  router.Unary<v1::ResizeSessionRequest, v1::Event>(
      Method("ResizeSession"), [this](const Call& call, const auto& request) {
        return ChangeSession(events_, call, request.name(), [&](Event& event, const SessionId& session) {
          return event.Resize(session, request.capacity(), call.now);
        });
      });
  router.Unary<v1::CancelSessionRequest, v1::Event>(
      Method("CancelSession"), [this](const Call& call, const auto& request) {
        return ChangeSession(events_, call, request.name(), [&](Event& event, const SessionId& session) {
          return event.CancelSession(session, call.now);
        });
      });
}

Result<v1::Event> EventHandlers::Create(const Call& call, const v1::CreateEventRequest& request) {
  auto event = Event::Plan(ReadDraft(call, request), call.now);
  if (!event) {
    for (auto& fault : event.error().faults) {
      fault.field = fault.field == "name" ? "event_id" : "event." + fault.field;
    }
    return Propagate(event);
  }
  return events_.Create<v1::Event>(call, *event, [](const Event& made) { return messages::ToProto(made.View()); });
}

Result<v1::Event> EventHandlers::Get(const Call& call, const std::string& name) {
  Names names(call);
  const auto id = names.Event(name, "name");
  if (auto status = names.Check(); !status) return Propagate(status);
  auto event = events_.Get(call, id);
  if (!event) return Propagate(event);
  return messages::ToProto(event->View());
}

Result<v1::ListEventsResponse> EventHandlers::List(const Call& call, const v1::ListEventsRequest& request) {
  auto filter = ReadFilter(request.filter());
  if (!filter) return Propagate(filter);
  const auto scope = "events|" + call.caf + "|" + request.filter();
  auto page = listing::ReadPage(request.page_size(), request.page_token(), scope);
  if (!page) return Propagate(page);
  auto events = events_.List(call, *filter, page->after, page->size + 1);
  if (!events) return Propagate(events);
  v1::ListEventsResponse response;
  const bool more = static_cast<int>(events->size()) > page->size;
  if (more) events->pop_back();
  for (const auto& each : *events) *response.add_events() = messages::ToProto(each.View());
  if (more) response.set_next_page_token(listing::NextToken(events->back().details().id.value, scope));
  return response;
}

Result<v1::Event> EventHandlers::Update(const Call& call, const v1::UpdateEventRequest& request) {
  auto change = ReadChange(request);
  if (!change) return Propagate(change);
  Names names(call);
  const auto id = names.Event(request.event().name(), "event.name");
  if (auto status = names.Check(); !status) return Propagate(status);
  return Change(events_, call, id, [&](Event& event) -> Status {
    const auto& etag = request.event().etag();
    if (!etag.empty() && etag != std::to_string(event.details().version)) {
      return Fail(reason::kEtagMismatch, "the event has changed: its etag is {}", event.details().version);
    }
    return event.Update(*change, call.now);
  });
}

}  // namespace maillage::network::rpc
