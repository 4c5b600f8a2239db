#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/core/time.h"

/// What the notifier knows of one Caf: its copy of the facts of directory and network, as far as reminders need it.
/// Each struct is one row of the store and is replaced whole by a fact. People, posts, events, sessions and
/// registrations are named by their resource names (`cafs/95/people/p-1`).
namespace maillage::notifier {

struct Caf {
  std::string name;  // cafs/95
  std::string display_name;
  std::string departement;  // the first one: it decides the public holidays
  std::string zone;
};

enum class PersonKind : std::uint8_t { kOther, kOfficer, kAdviser, kCafStaff, kElected, kDirector };

struct Person {
  std::string name;
  std::string given_name;
  std::string family_name;
  std::string email;
  PersonKind kind = PersonKind::kOther;  // kAdviser: Caf staff of that kind; kCafStaff: the other Caf staff
  bool pilot = false;                    // has the role PILOT
  std::string zone;                      // empty: the Caf's
  std::vector<std::string> portfolio;    // ids of conventions
  std::optional<CivilDate> welcomed_on;  // known as welcomed from before
  bool present = true;                   // joined, and not left or anonymised
  bool muted = false;
  bool address_blocked = false;  // after hard bounces; the notifier's own knowledge, kept when a fact replaces the rest
};

struct Assignment {
  std::string person;
  CivilDate from{};
  std::optional<CivilDate> to;  // last day; empty: not known
};

struct Post {
  std::string name;
  std::string convention;
  std::vector<Assignment> assignments;
};

enum class EventKind : std::uint8_t { kNetworkMeeting, kWelcome, kSeminar, kTraining, kActionTraining };
enum class EventFormat : std::uint8_t { kSingle, kSplit, kSequence };
enum class EventState : std::uint8_t { kDraft, kPublished, kCancelled };

/// Who is invited, as bits of Event::audience.
namespace audience {
inline constexpr std::uint8_t kOfficer = 1, kAdviser = 2, kCafStaff = 4, kElected = 8, kDirector = 16;
}

struct Session {
  std::string name;
  std::string title;  // of the module; may be empty
  LocalTime starts_at{};
  LocalTime ends_at{};
  std::string zone;
  int minutes = 0;
  int capacity = 0;  // SEQUENCE: that of the session with ordinal 1 counts
  int minimum = 0;
  std::string place;
  std::string access;
  std::string link;
  bool cancelled = false;
  int ordinal = 0;  // by the time planned first, from 1
  std::string deliverable;
  std::optional<CivilDate> deliverable_due_on;

  // Kept by the planner itself, from the facts SessionRescheduled and SessionRelocated.
  std::optional<Instant> rescheduled_at;  // the last time it moved
  std::optional<Instant> relocated_at;    // the last time its place changed
  std::string moved_from;                 // `2026-02-03T09:30/2026-02-03T16:30 Europe/Paris` before the last move
  std::string relocated_from;             // the place before
};

struct Event {
  std::string name;
  EventKind kind = EventKind::kNetworkMeeting;
  EventFormat format = EventFormat::kSingle;
  EventState state = EventState::kDraft;
  std::string title;
  std::string goals;
  std::string agenda;
  std::string zone;
  std::uint8_t audience = 0;  // 0: the default of its kind (REMINDERS.md §4)
  std::optional<CivilDate> registration_opens_on;
  std::optional<CivilDate> registration_closes_on;
  bool prerequisites = false;
  std::optional<Instant> published_at;
  std::optional<Instant> documents_shared_at;
  std::optional<Instant> minutes_published_at;
  std::string minutes_uri;
  std::vector<std::string> documents;
  std::vector<Session> sessions;
};

enum class RegistrationState : std::uint8_t { kConfirmed, kWaitlisted, kOffered, kLapsed, kCancelled };
enum class CancelCause : std::uint8_t {
  kNone,
  kPerson,
  kPilot,
  kOfferTurnedDown,
  kLeftNetwork,
  kSessionCancelled,
  kEventCancelled,
  kSuperseded
};

struct Registration {
  std::string name;
  std::string event;
  std::string person;
  std::string session;  // SEQUENCE: empty
  RegistrationState state = RegistrationState::kConfirmed;
  CancelCause cancel_cause = CancelCause::kNone;
  int waiting_rank = 0;
  std::optional<Instant> registered_at;
  std::optional<Instant> offered_at;
  std::optional<Instant> offer_expires_at;
  bool came_unregistered = false;

  /// Kept by the planner itself: the fact since which state and session are what they are.
  Instant standing_since{};
  /// Kept by the planner itself: the session whose seat the last switch gave back; empty: none.
  std::string switched_from{};
};

enum class Mark : std::uint8_t { kAttended, kPartial, kExcused, kNoShow };

struct Attendance {
  std::string event;
  std::string session;
  std::string person;
  Mark mark = Mark::kAttended;
  int minutes = 0;
};

struct SurveyAnswer {
  std::string event;
  std::string person;
  Instant answered_at{};
};

/// The person declined the event (REMINDERS.md §4 "Declined"), as long as E is still on `event_date` and they have not
/// registered since.
struct Decline {
  std::string event;
  std::string person;
  CivilDate event_date{};
  bool withdrawn = false;  // has registered since
};

/// What one Caf changes about one rule (REMINDERS.md §1).
struct RuleOverride {
  std::string rule;
  bool off = false;
  std::optional<int> offset_days;
  std::optional<std::chrono::minutes> hour;  // after 00:00; empty: 09:00
  std::string wording;
};

}  // namespace maillage::notifier
