#pragma once

#include <string>
#include <vector>

#include "network/domain/event.h"
#include "network/store/event_store.h"
#include "platform/auth/signed_link.h"
#include "platform/clock/clock.h"
#include "platform/http/server.h"

namespace maillage::network::web {

/// The confirmed sessions of one person as an iCalendar (RFC 5545), times with their zones. Titles come out as text,
/// whatever is in them. `now` is the DTSTAMP.
std::string CalendarOf(const std::vector<Event>& events, const PersonId& person, Instant now);

/// `/agenda/<signed>.ics`: the personal calendar feed, by a secret address (fields `act`=feed, `person`).
void ServeFeed(http::Server& server, const store::EventStore& events, const auth::LinkSigner& signer,
               const Clock& clock);

}  // namespace maillage::network::web
