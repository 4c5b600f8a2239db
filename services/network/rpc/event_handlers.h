#pragma once

#include "network/store/event_store.h"
#include "platform/core/call.h"
#include "platform/rpc/router.h"

namespace maillage::network::v1 {
class CreateEventRequest;
class Event;
class GetRosterRequest;
class ListEventsRequest;
class ListEventsResponse;
class Roster;
class UpdateEventRequest;
}  // namespace maillage::network::v1

namespace maillage::network::rpc {

/// maillage.network.v1.EventService.
class EventHandlers {
 public:
  explicit EventHandlers(store::EventStore& events) : events_(events) {}
  void AddTo(maillage::rpc::Router& router);

 private:
  Result<v1::Event> Create(const Call& call, const v1::CreateEventRequest& request);
  Result<v1::Event> Get(const Call& call, const std::string& name);
  Result<v1::ListEventsResponse> List(const Call& call, const v1::ListEventsRequest& request);
  Result<v1::Event> Update(const Call& call, const v1::UpdateEventRequest& request);
  Result<v1::Roster> GetRoster(const Call& call, const v1::GetRosterRequest& request);
  void AddEventActs(maillage::rpc::Router& router);
  void AddSessionActs(maillage::rpc::Router& router);

  store::EventStore& events_;
};

}  // namespace maillage::network::rpc
