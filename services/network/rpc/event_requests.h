#pragma once

#include "network/domain/details.h"
#include "platform/core/call.h"

namespace maillage::network::v1 {
class AddSessionRequest;
class CreateEventRequest;
class UpdateEventRequest;
}  // namespace maillage::network::v1

namespace maillage::network::rpc {

/// What the client wrote, unchecked: Event::Plan and its like say what is wrong.
EventDraft ReadDraft(const Call& call, const v1::CreateEventRequest& request);
SessionDraft ReadDraft(const v1::AddSessionRequest& request);
/// Error: INVALID_REQUEST for a path of the mask that may not be changed.
Result<EventChange> ReadChange(const v1::UpdateEventRequest& request);

}  // namespace maillage::network::rpc
