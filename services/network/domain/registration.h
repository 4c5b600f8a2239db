#pragma once

#include <optional>
#include <string>

#include "network/domain/ids.h"
#include "network/domain/names.h"
#include "platform/core/time.h"

namespace maillage::network {

enum class RegistrationState { kConfirmed, kWaitlisted, kOffered, kLapsed, kCancelled };

enum class CancelCause {
  kNone,
  kPerson,
  kPilot,
  kOfferTurnedDown,
  kLeftNetwork,
  kSessionCancelled,
  kEventCancelled,
  kSuperseded,
};

/// A person's seat, offer or place in the line, in one session of an event (SEQUENCE: in the whole event).
struct Registration {
  RegistrationId id;
  /// By the order of registering within the event, from 1: decides the line, also between two of the same instant.
  int number = 0;
  PersonId person;
  /// SIREN of the person's organisation as the people projection knows it now; empty: none.
  std::string organisation;
  /// Empty in a SEQUENCE.
  SessionId session;
  RegistrationState state = RegistrationState::kWaitlisted;
  Instant registered_at{};
  /// The open or last offer, and its end, fixed when it was given.
  std::optional<Instant> offered_at;
  std::optional<Instant> offer_expires_at;
  CancelCause cancel_cause = CancelCause::kNone;
  Instant changed_at{};
  /// Made by marking somebody who came all the same.
  bool came_unregistered = false;
  /// 1 = next; 0 when not waiting. Derived whenever a registration leaves the aggregate.
  int waiting_rank = 0;
  int version = 0;

  bool TakesSeat() const { return state == RegistrationState::kConfirmed || state == RegistrationState::kOffered; }
};

enum class Mark { kAttended, kPartial, kExcused, kNoShow };

inline bool IsPresence(Mark mark) { return mark == Mark::kAttended || mark == Mark::kPartial; }

/// What a person was marked as in one session.
struct Attendance {
  SessionId session;
  PersonId person;
  Mark mark = Mark::kAttended;
  /// Minutes attended.
  int minutes = 0;
  Instant marked_at{};
};

/// "Not available": said so, turned an offer down, or gave a registration back; until they register again or E changes
/// its date.
struct Decline {
  PersonId person;
  Instant declined_at{};
  /// The date of E at that time; the answer holds while it is still the same.
  std::optional<CivilDate> event_date;
};

/// A person's answer to the survey of an event.
struct SurveyAnswer {
  PersonId person;
  /// 1 to 5; 0: not said.
  int satisfaction = 0;
  /// 0 to 10; -1: not said.
  int recommendation = -1;
  std::string comment;
  Instant answered_at{};
};

template <>
struct Words<RegistrationState> {
  static constexpr std::array<std::pair<RegistrationState, std::string_view>, 5> kAll{
      {{RegistrationState::kConfirmed, "CONFIRMED"},
       {RegistrationState::kWaitlisted, "WAITLISTED"},
       {RegistrationState::kOffered, "OFFERED"},
       {RegistrationState::kLapsed, "LAPSED"},
       {RegistrationState::kCancelled, "CANCELLED"}}};
};

template <>
struct Words<CancelCause> {
  static constexpr std::array<std::pair<CancelCause, std::string_view>, 7> kAll{
      {{CancelCause::kPerson, "PERSON"},
       {CancelCause::kPilot, "PILOT"},
       {CancelCause::kOfferTurnedDown, "OFFER_TURNED_DOWN"},
       {CancelCause::kLeftNetwork, "LEFT_NETWORK"},
       {CancelCause::kSessionCancelled, "SESSION_CANCELLED"},
       {CancelCause::kEventCancelled, "EVENT_CANCELLED"},
       {CancelCause::kSuperseded, "SUPERSEDED"}}};
};

template <>
struct Words<Mark> {
  static constexpr std::array<std::pair<Mark, std::string_view>, 4> kAll{{{Mark::kAttended, "ATTENDED"},
                                                                          {Mark::kPartial, "PARTIAL"},
                                                                          {Mark::kExcused, "EXCUSED"},
                                                                          {Mark::kNoShow, "NO_SHOW"}}};
};

}  // namespace maillage::network
