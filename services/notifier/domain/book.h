#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "notifier/domain/event_dates.h"
#include "notifier/domain/ledger.h"
#include "notifier/domain/model.h"
#include "notifier/domain/mornings.h"
#include "notifier/domain/rules.h"

/// The memory of a Planner: the model of model.h by index, and the ledger in compact rows. All is values and indices,
/// so that a copy of a Book is a Book of its own (Preview plays on one).
namespace maillage::notifier {

using PersonIndex = int;        // in Book::people
using EventIndex = int;         // in Book::events
using SessionIndex = int;       // in Event::sessions, or kWhole
using RegistrationIndex = int;  // in Book::registrations
using PostIndex = int;          // in Book::posts
using RowIndex = int;           // in Book::rows
inline constexpr int kNone = -1;
inline constexpr SessionIndex kWhole = -1;

/// What only those rows have that left, or are about to.
struct Delivery {
  std::string name;  // of the reminder; empty: not made yet
  std::string about;
  std::optional<Instant> claimed_at;
  std::string claim;
  std::optional<Instant> sent_at;
  std::string address;
  std::string message_id;
  std::string server_answer;
};

/// One Reminder. Its subject is `person` for the rules about people, else `session` of `event`, or `event`.
struct Row {
  RuleId rule{};
  ReminderState state = ReminderState::kPlanned;
  bool capped = false;
  bool by_hand = false;
  bool dirty = false;
  bool stored = false;  // TakeChanges has given it to be saved, or it came from the store
  PersonIndex recipient = kNone;
  EventIndex event = kNone;
  SessionIndex session = kWhole;
  PersonIndex person = kNone;
  std::int64_t reference = 0;  // days since 1970 of a date, microseconds of an instant
  Instant due = kNotSet;
  Instant leave = kNotSet;
  Instant until = kNever;
  Instant since = kNotSet;  // kNotSet: not wanted now
  int delivery = kNone;     // in Book::deliveries
  std::string detail;

  bool Wanted() const { return since != kNotSet; }
  /// Sent, missed, suppressed and failed are final (§1 "Reminder"); what is under way is not to be touched.
  bool Open() const {
    return state == ReminderState::kPlanned || state == ReminderState::kCancelled ||
           state == ReminderState::kNotApplicable;
  }
  bool SameKey(const Row& other) const {
    return rule == other.rule && recipient == other.recipient && event == other.event && session == other.session &&
           person == other.person && reference == other.reference;
  }
};

/// What one person has to do with one event.
struct Cell {
  std::vector<RegistrationIndex> registrations;
  std::vector<std::pair<SessionIndex, Attendance>> marks;
  std::optional<SurveyAnswer> answer;
  std::optional<Decline> decline;
  std::vector<RowIndex> rows;  // about the event, to the person

  // What was sent, from the ledger.
  std::optional<Instant> invited_at;  // the last invitation
  bool invited_by_welcome = false;
  bool invited_by_meeting = false;
  bool told = false;                                      // a save_the_date, an invitation or a nudge
  std::vector<std::pair<SessionIndex, Instant>> surveys;  // the last of each subject
};

struct PersonEntry {
  Person data;
  Zones::Index zone = 0;
  std::vector<std::pair<PostIndex, Assignment>> assignments;
  std::vector<std::pair<EventIndex, SessionIndex>> no_shows;  // marked NO_SHOW there
  std::set<EventIndex> welcomed_by;                           // WELCOME events attended
  std::vector<RowIndex> rows;                                 // about the person, to whomever
  std::vector<std::pair<Instant, RowIndex>> planned;          // PLANNED to the person, by leave: sorted

  /// "Somebody who is not present, or whose address is blocked, gets nothing" (§1).
  bool Reachable() const { return data.present && !data.address_blocked; }
  bool IsOfficer() const { return data.present && data.kind == PersonKind::kOfficer; }
};

struct EventEntry {
  struct Seats {
    int confirmed = 0, offered = 0, waiting = 0;
  };
  Event data;
  EventDates dates;
  std::vector<int> cells;  // by PersonIndex: in Book::cells, or kNone
  std::map<SessionIndex, Seats> seats;
  std::set<PersonIndex> no_shows;  // people marked NO_SHOW in one of its sessions

  bool IsSequence() const { return data.format == EventFormat::kSequence; }
};

/// When a date changes what is wanted: in an event, for one person in an event, or about a person.
struct Boundary {
  Instant at;
  EventIndex event = kNone;
  PersonIndex person = kNone;
  friend bool operator<(const Boundary& a, const Boundary& b) {
    return std::tie(a.at, a.event, a.person) < std::tie(b.at, b.event, b.person);
  }
};

struct Book {
  explicit Book(std::string code) : caf_code(std::move(code)), mornings("") {}

  std::string caf_code;
  std::optional<Caf> caf;
  Zones zones;
  Zones::Index caf_zone = 0;
  Mornings mornings;
  RuleSet rules;
  std::vector<PersonEntry> people;
  std::vector<EventEntry> events;
  std::vector<Post> posts;
  std::vector<Registration> registrations;
  std::deque<Cell> cells;
  std::deque<Row> rows;
  std::deque<Delivery> deliveries;

  // Indices.
  std::unordered_map<std::string, PersonIndex> person_by_name;
  std::unordered_map<std::string, EventIndex> event_by_name;
  std::unordered_map<std::string, RegistrationIndex> registration_by_name;
  std::unordered_map<std::string, PostIndex> post_by_name;
  std::map<std::string, std::set<PersonIndex>> by_address;  // lower case
  std::set<PersonIndex> pilots;
  std::map<std::string, std::set<PersonIndex>> advisers;  // by each convention in their portfolio
  std::set<EventIndex> welcome_events;

  // Time.
  Instant now = kNotSet;  // virtual: dates up to here have been accounted for
  std::set<Boundary> boundaries;
  std::set<std::pair<Instant, PersonIndex>> leaving;  // when the first row of each person leaves

  // Sending.
  std::map<std::string, std::map<std::string, Instant>> mails;  // of reminders sent: address, Message-ID, when
  std::set<RowIndex> in_flight;                                 // CLAIMED or UNKNOWN

  // What changed since the last TakeChanges.
  struct Dirty {
    bool caf = false;
    std::set<PersonIndex> people;
    std::set<PostIndex> posts;
    std::set<EventIndex> events;
    std::set<RegistrationIndex> registrations;
    std::set<std::pair<EventIndex, PersonIndex>> marks, answers, declines;
    std::set<RuleId> overrides;
    std::vector<RowIndex> rows;
  } dirty;

  // Entries are made when they are first heard of, whoever speaks of them first.
  PersonIndex PersonOf(const std::string& name);
  EventIndex EventOf(const std::string& name);
  Cell& CellOf(EventIndex event, PersonIndex person);
  Delivery& DeliveryOf(RowIndex row);

  // kNone or nullptr: unknown.
  PersonIndex FindPerson(std::string_view name) const;
  EventIndex FindEvent(std::string_view name) const;
  SessionIndex FindSession(EventIndex event, std::string_view name) const;
  Cell* FindCell(EventIndex event, PersonIndex person);
  const Cell* FindCell(EventIndex event, PersonIndex person) const;

  PersonEntry& person(PersonIndex index) { return people[static_cast<std::size_t>(index)]; }
  const PersonEntry& person(PersonIndex index) const { return people[static_cast<std::size_t>(index)]; }
  EventEntry& event(EventIndex index) { return events[static_cast<std::size_t>(index)]; }
  const EventEntry& event(EventIndex index) const { return events[static_cast<std::size_t>(index)]; }
  Row& row(RowIndex index) { return rows[static_cast<std::size_t>(index)]; }
  const Row& row(RowIndex index) const { return rows[static_cast<std::size_t>(index)]; }
  const Registration& registration(RegistrationIndex index) const {
    return registrations[static_cast<std::size_t>(index)];
  }
  int PersonCount() const { return static_cast<int>(people.size()); }
  int EventCount() const { return static_cast<int>(events.size()); }

  // Rows (book_rows.cc).
  RowIndex AddRow(Row row);
  void Touch(RowIndex row);
  /// PLANNED, leaves at `leave`.
  void Plan(RowIndex row, Instant leave);
  /// Not PLANNED any more.
  void Settle(RowIndex row, ReminderState state, std::string_view detail);
  /// It was sent: what the conditions "invited" and "survey sent" remember, and the cap counts (§5).
  void RememberSent(RowIndex row);
};

/// The key of an address: its case does not count.
std::string AddressKey(std::string_view address);

}  // namespace maillage::notifier
