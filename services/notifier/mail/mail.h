#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/core/time.h"

/// What a mail is made from: plain data, filled in by the service, whatever a rule's template then uses of it. Texts
/// are taken as people wrote them; cleaning, cutting and escaping happen in composition.
namespace maillage::notifier::mail {

enum class EventKind { kNetworkMeeting, kWelcome, kSeminar, kTraining, kActionTraining };
enum class EventFormat { kSingle, kSplit, kSequence };
/// Where the recipient's registration stands.
enum class Standing { kConfirmed, kWaiting, kOffered };
enum class CancelCause { kPerson, kPilot, kOfferTurnedDown };

struct Seats {
  int confirmed = 0;
  int offered = 0;
  int waiting = 0;
  int capacity = 0;
  int minimum = 0;

  friend bool operator==(const Seats&, const Seats&) = default;
};

struct Session {
  std::string name;   ///< Resource name.
  std::string title;  ///< Of the module; may be empty.
  LocalTime starts_at{};
  LocalTime ends_at{};
  std::string zone = "Europe/Paris";
  std::string place;
  std::string access;        ///< How to come in; may be empty.
  std::string link;          ///< Of a meeting online; may be empty.
  std::string register_url;  ///< Signed link that takes (or switches to) a seat in this session; may be empty.
  Seats seats;               ///< Only for meeting.closing.

  friend bool operator==(const Session&, const Session&) = default;
};

struct Event {
  std::string title;
  EventKind kind = EventKind::kNetworkMeeting;
  EventFormat format = EventFormat::kSingle;
  std::string goals;   ///< May be empty.
  std::string agenda;  ///< One point a line; may be empty.
  std::optional<CivilDate> registration_closes_on;
  std::vector<std::string> documents;  ///< Addresses; only for meeting.materials.

  friend bool operator==(const Event&, const Event&) = default;
};

/// Signed links and other addresses, given as they shall stand in the mail. An empty one is left out, and its button
/// with it.
struct Links {
  std::string enrol;    ///< Takes a seat in the event: SINGLE and SEQUENCE (SPLIT: see Session::register_url).
  std::string decline;  ///< "Not available".
  std::string cancel;   ///< Gives the seat or the place in the line back.
  std::string accept;   ///< Takes the seat that is offered.
  std::string refuse;   ///< Leaves it.
  std::string survey;   ///< Where to answer the survey.
  std::string manage;   ///< Where pilots look after the event.
  std::string feed;     ///< The person's calendar feed.

  friend bool operator==(const Links&, const Links&) = default;
};

/// One reminder in a mail.
struct Section {
  std::string rule;          ///< `meeting.invitation`
  std::string subject;       ///< Resource name of what it is about.
  std::string reference;     ///< `2026-02-03`, or an RFC 3339 instant in UTC.
  std::string wording;       ///< The Caf's own opening sentence; empty: the template's.
  CivilDate subject_date{};  ///< Date of the subject: sections are in this order, then by rule.

  Event event;
  /// Session rules: the session. Event rules: those not cancelled (a choice in a SPLIT, the modules of a SEQUENCE); for
  /// a cancelled event those that were to come. meeting.absence, session.cancelled: the one missed or cancelled.
  std::vector<Session> sessions;
  std::vector<Session> alternatives;  ///< meeting.absence, session.cancelled: where there is still a seat.
  std::optional<Session> previous;    ///< session.*, registration.switched: as it was before.
  Links links;

  std::optional<Instant> offer_ends;                ///< registration.seat_offered, .offer_closing.
  int waiting_rank = 0;                             ///< registration.waitlisted; 0: not told.
  Standing standing = Standing::kConfirmed;         ///< session.rescheduled, .changed.
  CancelCause cancel_cause = CancelCause::kPerson;  ///< registration.cancelled.
  bool held_seat = false;                           ///< event.cancelled: the recipient had an active registration.
  /// The officer that a mail to somebody else is about (welcome.*: copies and overdue; meeting.repeated_absence);
  /// empty: the recipient.
  std::string person;
  std::optional<CivilDate> in_post_since;  ///< welcome.*: first day of the earliest assignment (W).

  friend bool operator==(const Section&, const Section&) = default;
};

/// One entry of the recipient's calendar.
struct CalendarEntry {
  std::string uid;  ///< Stable for the registration (SEQUENCE: for the registration and the module).
  std::string title;
  Session session;

  friend bool operator==(const CalendarEntry&, const CalendarEntry&) = default;
};

/// For confirmations and changes (kRequest), and for cancellations (kCancel).
struct Calendar {
  enum class Method { kRequest, kCancel };
  Method method = Method::kRequest;
  std::int64_t sequence = 0;  ///< Rises at each change.
  std::vector<CalendarEntry> entries;

  friend bool operator==(const Calendar&, const Calendar&) = default;
};

struct Recipient {
  std::string given_name;
  std::string family_name;
  std::string address;
  std::string zone = "Europe/Paris";

  friend bool operator==(const Recipient&, const Recipient&) = default;
};

struct Mail {
  Recipient to;
  std::string caf;           ///< "Caf du Val-d’Oise".
  std::string from_address;  ///< MAILLAGE_MAIL_FROM.
  std::string reply_to;      ///< May be empty.
  std::string message_id;    ///< With or without angle brackets.
  Instant sent{};            ///< On the platform's clock; becomes `Date:`.
  /// Signed link of the one-click unsubscription (RFC 8058); set for reminders, empty for transactional mail.
  std::string unsubscribe_url;
  std::vector<Section> sections;  ///< At least one.
  std::optional<Calendar> calendar;

  friend bool operator==(const Mail&, const Mail&) = default;
};

}  // namespace maillage::notifier::mail
