#pragma once

#include <string>
#include <variant>
#include <vector>

#include "notifier/domain/model.h"

/// The facts the planner understands. They follow the messages of directory's and network's events.proto; those that
/// only replace a resource share one type.
namespace maillage::notifier::fact {

/// CafAdded, CafChanged.
struct CafKnown {
  Caf caf;
};
/// PersonAdded, PersonChanged, PersonLeft, PersonAnonymised.
struct PersonKnown {
  Person person;
};
/// PostOpened, PostChanged, PostFilled, PostVacated, PostClosed.
struct PostKnown {
  Post post;
};
/// Mail cannot reach the person's address any more, or again (the notifier's own fact, REMINDERS.md §6).
struct AddressBlocked {
  std::string person;
  bool blocked = true;
};

/// EventPlanned, EventPublished, EventChanged, SessionAdded, SessionResized, DocumentsShared, MinutesPublished.
struct EventKnown {
  Event event;
};
struct EventCancelled {
  Event event;
  std::vector<std::string>
      registered;  // people with an active registration for a session to come (SEQUENCE: event) just before
  std::vector<std::string> cancelled_sessions;
};
struct SessionRescheduled {
  Event event;
  std::string session;
  std::vector<std::string> registered;
};
struct SessionRelocated {
  Event event;
  std::string session;
  std::vector<std::string> registered;
};
struct SessionCancelled {
  Event event;
  std::string session;
  std::vector<std::string> registered;
};

/// RegistrationConfirmed, RegistrationWaitlisted, SeatOffered, OfferLapsed, RegistrationCancelled: the state tells
/// which.
struct RegistrationChanged {
  Registration registration;
};
struct RegistrationSwitched {
  Registration registration;
};
struct EventDeclined {
  std::string event;
  std::string person;
};
struct AttendanceMarked {
  Attendance attendance;
};
struct SurveyAnswered {
  SurveyAnswer answer;
};

/// A Caf changes a rule; the present plan is made anew.
struct RuleOverridden {
  RuleOverride change;
};

}  // namespace maillage::notifier::fact

namespace maillage::notifier {

using Fact = std::variant<fact::CafKnown, fact::PersonKnown, fact::PostKnown, fact::AddressBlocked, fact::EventKnown,
                          fact::EventCancelled, fact::SessionRescheduled, fact::SessionRelocated,
                          fact::SessionCancelled, fact::RegistrationChanged, fact::RegistrationSwitched,
                          fact::EventDeclined, fact::AttendanceMarked, fact::SurveyAnswered, fact::RuleOverridden>;

}  // namespace maillage::notifier
