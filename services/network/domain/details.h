#pragma once

#include <optional>
#include <string>
#include <vector>

#include "network/domain/ids.h"
#include "network/domain/names.h"
#include "network/domain/session.h"
#include "platform/calendar/zone.h"
#include "platform/core/time.h"

namespace maillage::network {

enum class EventKind { kNetworkMeeting, kWelcome, kSeminar, kTraining, kActionTraining };
enum class Format { kSingle, kSplit, kSequence };
enum class Audience { kOfficer, kAdviser, kCafStaff, kElected, kDirector };
enum class EventState { kDraft, kPublished, kCancelled };

/// What an event shall be, as its planner wrote it.
struct EventDraft {
  std::string caf;
  std::string id;
  std::optional<EventKind> kind;
  std::optional<Format> format;
  std::string title;
  std::string goals;
  std::vector<std::string> themes;
  std::vector<Audience> audience;  // empty: the default of its kind
  std::string zone;
  std::string registration_opens_on;   // YYYY-MM-DD; empty: from its publication
  std::string registration_closes_on;  // YYYY-MM-DD; empty: to the start of the sessions
  bool prerequisites = false;
  std::vector<std::string> needs;
  std::vector<std::string> documents;
  int year = 0;  // 0: of the first session
  std::string agenda;
  std::vector<SessionDraft> sessions;
};

/// Everything an event is but its sessions and the people in it.
struct EventDetails {
  std::string caf;
  EventId id;
  EventKind kind = EventKind::kNetworkMeeting;
  Format format = Format::kSingle;
  std::string title;
  std::string goals;
  std::vector<std::string> themes;
  std::vector<Audience> audience;
  Zone zone = Zone::Utc();
  std::optional<CivilDate> registration_opens_on;
  std::optional<CivilDate> registration_closes_on;
  bool prerequisites = false;
  std::vector<std::string> needs;
  std::vector<std::string> documents;
  int year = 0;
  std::string agenda;
  EventState state = EventState::kDraft;
  std::optional<Instant> published_at;
  std::optional<Instant> documents_shared_at;
  std::optional<Instant> minutes_published_at;
  std::string minutes_uri;
  /// Rises with each change of the event, a session or a registration; the etag.
  int version = 0;

  std::string name() const { return "cafs/" + caf + "/events/" + id.value; }
};

/// A session with what is taken of it (SEQUENCE: of the event).
struct SessionView : Session {
  int confirmed = 0;
  int offered = 0;
  int waiting = 0;
};

/// An event as it is at one moment, with all its sessions by ordinal.
struct EventView {
  EventDetails details;
  std::vector<SessionView> sessions;
};

/// What UpdateEvent changes; what is absent stays.
struct EventChange {
  std::optional<std::string> title;
  std::optional<std::string> goals;
  std::optional<std::vector<std::string>> themes;
  std::optional<std::vector<Audience>> audience;
  std::optional<std::string> registration_opens_on;
  std::optional<std::string> registration_closes_on;
  std::optional<bool> prerequisites;
  std::optional<std::vector<std::string>> needs;
  std::optional<std::vector<std::string>> documents;
  std::optional<int> year;
  std::optional<std::string> agenda;
};

template <>
struct Words<EventKind> {
  static constexpr std::array<std::pair<EventKind, std::string_view>, 5> kAll{
      {{EventKind::kNetworkMeeting, "NETWORK_MEETING"},
       {EventKind::kWelcome, "WELCOME"},
       {EventKind::kSeminar, "SEMINAR"},
       {EventKind::kTraining, "TRAINING"},
       {EventKind::kActionTraining, "ACTION_TRAINING"}}};
};

template <>
struct Words<Format> {
  static constexpr std::array<std::pair<Format, std::string_view>, 3> kAll{
      {{Format::kSingle, "SINGLE"}, {Format::kSplit, "SPLIT"}, {Format::kSequence, "SEQUENCE"}}};
};

template <>
struct Words<Audience> {
  static constexpr std::array<std::pair<Audience, std::string_view>, 5> kAll{{{Audience::kOfficer, "OFFICER"},
                                                                              {Audience::kAdviser, "ADVISER"},
                                                                              {Audience::kCafStaff, "CAF_STAFF"},
                                                                              {Audience::kElected, "ELECTED"},
                                                                              {Audience::kDirector, "DIRECTOR"}}};
};

template <>
struct Words<EventState> {
  static constexpr std::array<std::pair<EventState, std::string_view>, 3> kAll{
      {{EventState::kDraft, "DRAFT"}, {EventState::kPublished, "PUBLISHED"}, {EventState::kCancelled, "CANCELLED"}}};
};

}  // namespace maillage::network
