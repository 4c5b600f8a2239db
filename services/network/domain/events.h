#pragma once

#include <string>
#include <variant>
#include <vector>

#include "network/domain/details.h"
#include "network/domain/registration.h"

/// The facts that an Event leaves behind, one struct for each message of proto/maillage/network/v1/events.proto that is
/// about an event. `event` is the event as it is after the fact, registrations carry their rank in the line.
namespace maillage::network {

struct EventPlanned {
  EventView event;
};
struct EventPublished {
  EventView event;
};
struct EventChanged {
  EventView event;
};
struct EventCancelled {
  EventView event;
  /// Who had an active registration for a session to come (SEQUENCE: for the event) just before.
  std::vector<PersonId> registered;
  /// The sessions that were to come.
  std::vector<SessionId> cancelled_sessions;
};
struct SessionAdded {
  EventView event;
  SessionId session;
};
struct SessionRescheduled {
  EventView event;
  SessionId session;
  /// Who had an active registration of the session (SEQUENCE: event).
  std::vector<PersonId> registered;
  Session previous;
};
struct SessionRelocated {
  EventView event;
  SessionId session;
  std::vector<PersonId> registered;
  Session previous;
};
struct SessionResized {
  EventView event;
  SessionId session;
};
struct SessionCancelled {
  EventView event;
  SessionId session;
  /// Who had an active registration of the session (SEQUENCE: event) just before.
  std::vector<PersonId> registered;
};
struct DocumentsShared {
  EventView event;
};
struct MinutesPublished {
  EventView event;
};
struct RegistrationConfirmed {
  Registration registration;
  bool offer_accepted = false;
};
struct RegistrationWaitlisted {
  Registration registration;
};
struct SeatOffered {
  Registration registration;
};
struct OfferLapsed {
  Registration registration;
};
struct RegistrationCancelled {
  Registration registration;
};
struct RegistrationSwitched {
  Registration registration;
  SessionId previous_session;
  RegistrationState previous_state = RegistrationState::kConfirmed;
};
struct EventDeclined {
  Decline decline;
};
struct AttendanceMarked {
  Attendance attendance;
};
struct SurveyAnswered {
  SurveyAnswer answer;
};

using FactBody =
    std::variant<EventPlanned, EventPublished, EventChanged, EventCancelled, SessionAdded, SessionRescheduled,
                 SessionRelocated, SessionResized, SessionCancelled, DocumentsShared, MinutesPublished,
                 RegistrationConfirmed, RegistrationWaitlisted, SeatOffered, OfferLapsed, RegistrationCancelled,
                 RegistrationSwitched, EventDeclined, AttendanceMarked, SurveyAnswered>;

/// One fact, and the instant at which it happened (for an offer that ended: its end, whenever that was noticed).
struct Fact {
  Instant at;
  FactBody body;
};

}  // namespace maillage::network
