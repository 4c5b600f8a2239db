#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "network/domain/details.h"
#include "network/domain/events.h"
#include "network/domain/reasons.h"
#include "network/domain/registration.h"
#include "platform/core/result.h"

namespace maillage::network {

/// An event as the store keeps it. Registrations carry the organisations of their people as they are known now.
struct StoredEvent {
  EventDetails details;
  std::vector<Session> sessions;
  std::vector<Registration> registrations;
  std::vector<Attendance> attendance;
  std::vector<Decline> declines;
};

/// Which rows the acts since the last TakeChanges have touched.
struct Changes {
  bool details = false;
  std::set<SessionId> sessions;
  std::set<RegistrationId> registrations;
  std::set<std::pair<SessionId, PersonId>> attendance;
  std::set<PersonId> declines;
  std::vector<SurveyAnswer> survey_answers;
};

/// Who registers, and where.
struct RegisterCommand {
  PersonId person;
  /// SIREN; empty: none. Decides the priority in the line.
  std::string organisation;
  /// Empty in a SEQUENCE, and for the only session of a SINGLE.
  SessionId session;
  /// Chosen by the client; empty: made here. Who waits and takes a seat keeps the registration they have.
  RegistrationId id;
};

/// Who is marked, and as what.
struct MarkCommand {
  SessionId session;
  PersonId person;
  std::string organisation;
  Mark mark = Mark::kAttended;
  /// PARTIAL: minutes attended.
  int minutes = 0;
};

/// A network event with its sessions, registrations, line, offers, declines and attendance: the aggregate of
/// REMINDERS.md §4.
///
/// Pure: no I/O, no clock. Each act takes the instant at which it happens, first runs what is due by then (RunDue),
/// refuses what SCENARIO.md's table refuses and then changes nothing, and leaves facts (TakeFacts) and the rows it
/// touched (TakeChanges). Whether the person is present is the caller's to check.
///
/// Invariant: in each session (SEQUENCE: the event) confirmed + offered <= capacity, people marked afterwards aside.
/// Not thread-safe.
class Event {
 public:
  // --- event.cc: planning, publication, cancellation ----------------------------------------------------------------

  /// Error: INVALID_REQUEST with every bad field, by its path in the message Event (`sessions[0].capacity`).
  static Result<Event> Plan(const EventDraft& draft, Instant now);
  /// Trusts.
  static Event FromStored(StoredEvent stored);

  /// Errors: EVENT_PUBLISHED, EVENT_CANCELLED.
  Status Publish(Instant now);
  /// The same values again change nothing. Errors: EVENT_CANCELLED, INVALID_REQUEST.
  Status Update(const EventChange& change, Instant now);
  /// A need, by its resource name, that the event answers; one that it has: changes nothing. Error: EVENT_CANCELLED.
  Status AddNeed(const std::string& need, Instant now);
  /// Cancels its sessions to come. Errors: EVENT_CANCELLED, NO_SESSION_TO_COME.
  Status Cancel(Instant now);
  /// `documents` are added to those it has. Error: DOCUMENTS_SHARED (the second time).
  Status ShareDocuments(const std::vector<std::string>& documents, Instant now);
  /// Error: MINUTES_PUBLISHED (the second time).
  Status PublishMinutes(const std::string& uri, Instant now);

  // --- sessions.cc --------------------------------------------------------------------------------------------------

  /// Errors: EVENT_CANCELLED, ALREADY_EXISTS, INVALID_REQUEST (also for a SINGLE).
  Status AddSession(const SessionDraft& draft, Instant now);
  /// Local times as `YYYY-MM-DDTHH:MM`; an empty zone: as before. The same times again: accepted, nobody is told.
  /// Errors: NOT_FOUND, SESSION_CANCELLED, SESSION_STARTED, START_PAST, INVALID_REQUEST.
  Status Reschedule(const SessionId& session, const std::string& starts_at, const std::string& ends_at,
                    const std::string& zone, Instant now);
  /// The same place again: accepted, nobody is told. Errors: NOT_FOUND, SESSION_CANCELLED, SESSION_STARTED,
  /// INVALID_REQUEST.
  Status Relocate(const SessionId& session, const std::string& place, const std::string& access,
                  const std::string& link, Instant now);
  /// Errors: NOT_FOUND, SESSION_CANCELLED, SESSION_STARTED, NOT_THE_FIRST_MODULE, SEATS_TAKEN, INVALID_REQUEST.
  Status Resize(const SessionId& session, int capacity, Instant now);
  /// What a new edition of the programme says of a session: moves, relocates and resizes it as far as it differs, and
  /// changes the rest. `access` stays when it is empty. Errors: those of the acts above, INVALID_REQUEST.
  Status Replan(const SessionDraft& draft, Instant now);
  /// The only session that is not cancelled: cancels the event. Errors: NOT_FOUND, SESSION_CANCELLED, SESSION_STARTED.
  Status CancelSession(const SessionId& session, Instant now);

  // --- seats.cc: what people do; line.cc: the line and the offers ---------------------------------------------------

  /// Gives a seat or a place in the line. Errors: EVENT_NOT_PUBLISHED, EVENT_CANCELLED, NOT_FOUND (session),
  /// SESSION_CANCELLED, SESSION_STARTED, REGISTRATION_CLOSED, ALREADY_REGISTERED, ALREADY_EXISTS (the chosen id),
  /// INVALID_REQUEST.
  Result<Registration> Register(const RegisterCommand& command, Instant now);
  /// `cause`: kPerson or kPilot. Errors: NOT_REGISTERED, SESSION_STARTED.
  Result<Registration> CancelRegistration(const PersonId& person, CancelCause cause, Instant now);
  /// Errors: NOT_SPLIT, NOT_REGISTERED, NOT_FOUND, SAME_SESSION, SESSION_CANCELLED, SESSION_STARTED,
  /// REGISTRATION_CLOSED, NO_SEAT.
  Result<Registration> Switch(const PersonId& person, const SessionId& session, Instant now);
  /// Errors: EVENT_NOT_PUBLISHED, EVENT_CANCELLED, ALREADY_REGISTERED.
  Result<Decline> DeclineBy(const PersonId& person, Instant now);
  /// Error: NO_OPEN_OFFER.
  Result<Registration> AnswerOffer(const PersonId& person, bool accept, Instant now);
  /// The person left the network: what they had to come ends, the seats are offered.
  void Leave(const PersonId& person, Instant now);

  /// When the next open offer ends.
  std::optional<Instant> NextDue() const;
  /// Lets every offer lapse that ends at or before `now`, and offers the seats on, each at its own instant, in order.
  void RunDue(Instant now);

  // --- attendance.cc ------------------------------------------------------------------------------------------------

  /// A later mark replaces the earlier, the same again changes nothing. ATTENDED or PARTIAL without a confirmed
  /// registration makes one, and ends another that is to come. Errors: NOT_FOUND, SESSION_CANCELLED,
  /// SESSION_NOT_STARTED, NOT_CONFIRMED.
  Result<Attendance> MarkAttendance(const MarkCommand& command, Instant now);
  /// Errors: NOT_ATTENDED, INVALID_REQUEST (scores out of range).
  Result<SurveyAnswer> AnswerSurvey(SurveyAnswer answer, Instant now);
  bool Attended(const PersonId& person) const;

  // --- what is asked of it ------------------------------------------------------------------------------------------

  const EventDetails& details() const { return details_; }
  /// By ordinal.
  const std::vector<Session>& sessions() const { return sessions_; }
  /// In the order of registering.
  const std::vector<Registration>& registrations() const { return registrations_; }
  EventView View() const;
  bool IsSequence() const { return details_.format == Format::kSequence; }

  const Session* FindSession(const SessionId& id) const;
  const Registration* FindRegistration(const RegistrationId& id) const;
  /// The person's active registration (REMINDERS.md §4), nullptr when there is none.
  const Registration* ActiveRegistration(const PersonId& person, Instant now) const;
  bool IsActive(const Registration& registration, Instant now) const;
  const Attendance* FindAttendance(const SessionId& session, const PersonId& person) const;
  std::vector<Attendance> attendance() const;
  std::optional<Decline> FindDecline(const PersonId& person) const;
  /// Declined, and the date of E is still the same.
  bool HasDeclined(const PersonId& person) const;
  /// E: the earliest start among the sessions that are not cancelled, past or not.
  std::optional<Instant> FirstStart() const;
  /// The date of E in the zone of the session it comes from.
  std::optional<CivilDate> FirstDate() const;
  /// The window alone, whatever the sessions.
  bool IsWindowOpen(Instant now) const;
  /// Whether registering would give a seat in that session (SEQUENCE: empty) now, for somebody without a registration.
  bool GivesSeat(const SessionId& session, Instant now) const;
  int FreeSeats(const SessionId& session) const;
  /// The registration with its rank in the line.
  Registration WithRank(Registration registration) const;

  /// What was left since the last TakeFacts.
  const std::vector<Fact>& facts() const { return facts_; }
  std::vector<Fact> TakeFacts() { return std::exchange(facts_, {}); }
  Changes TakeChanges() { return std::exchange(changes_, {}); }

 private:
  /// In what seats are counted: a session, or (empty) the whole event of a SEQUENCE.
  using Pool = SessionId;

  Event() = default;

  /// Nearer than 24 h before the start: no offers any more, and a free seat is whoever's takes it.
  static bool IsNear(Instant start, Instant now);
  Pool PoolOf(const Session& session) const { return IsSequence() ? Pool{} : session.id; }
  std::vector<Pool> Pools() const;
  std::optional<Instant> StartOf(const Pool& pool) const;
  int CapacityOf(const Pool& pool) const;
  int SeatsTaken(const Pool& pool) const;
  std::vector<const Registration*> Line(const Pool& pool) const;
  std::vector<PersonId> ActivePeople(const Pool& pool, Instant now) const;
  std::optional<Instant> OfferEnds(const Registration& registration) const;

  Result<Session*> SessionToCome(const SessionId& id, Instant now);
  Result<Pool> PoolToRegisterFor(const SessionId& session, Instant now) const;
  Registration& AddRegistration(const RegisterCommand& command, const Pool& pool, Instant now);
  Registration* Find(const RegistrationId& id);
  Registration* Active(const PersonId& person, Instant now);
  Registration* Confirmed(const Pool& pool, const PersonId& person);
  void Become(Registration& registration, RegistrationState state, Instant at, CancelCause cause = CancelCause::kNone);
  void End(Registration& registration, CancelCause cause, Instant at);
  void GiveUp(Registration& registration, CancelCause cause, Instant at);
  void OfferFreeSeats(Instant at);
  void Offer(Registration& registration, Instant at);
  void ComeAllTheSame(const MarkCommand& command, const Pool& pool, Instant now);

  /// The version rises once for everything between two TakeChanges.
  void Touch();
  void Raise(Instant at, FactBody body) { facts_.push_back({at, std::move(body)}); }

  EventDetails details_;
  std::vector<Session> sessions_;
  std::vector<Registration> registrations_;
  std::map<std::pair<SessionId, PersonId>, Attendance> attendance_;
  std::map<PersonId, Decline> declines_;
  std::vector<Fact> facts_;
  Changes changes_;
};

}  // namespace maillage::network
