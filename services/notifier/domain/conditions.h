#pragma once

#include <optional>
#include <string>
#include <vector>

#include "notifier/domain/book.h"

/// The words of REMINDERS.md §4 and of the column "wanted while" (§8), as questions to a Book at the instant `now`.
namespace maillage::notifier {

/// CONFIRMED (unless marked NO_SHOW or EXCUSED there; in a SEQUENCE no module missed ends it), or WAITLISTED or OFFERED
/// for what has not started.
bool IsActive(const Book& book, EventIndex event, const Cell& cell, const Registration& registration, Instant now);
bool HasActive(const Book& book, EventIndex event, const Cell* cell, Instant now);
/// The same, and in that session (SEQUENCE, or kWhole: in the event).
bool HasActiveIn(const Book& book, EventIndex event, SessionIndex session, const Cell* cell, Instant now);
/// An active registration in a session (SEQUENCE: event) that has begun.
bool HasActiveBegun(const Book& book, EventIndex event, const Cell* cell, Instant now);
bool HasActiveWelcome(const Book& book, PersonIndex person, Instant now);

bool HasDeclined(const EventEntry& event, const Cell* cell);
bool IsPublished(const EventEntry& event);  // has been, whatever became of it
bool IsOpenForRegistration(const EventEntry& event, Instant now);
bool IsInAudience(const EventEntry& event, const PersonEntry& person);
bool IsWelcomed(const PersonEntry& person);

std::optional<Mark> MarkOf(const Cell* cell, SessionIndex session);
/// ATTENDED or PARTIAL in that session; kWhole: in at least one.
bool Attended(const Cell* cell, SessionIndex session);
bool IsConfirmed(const Book& book, EventIndex event, SessionIndex session, const Cell* cell);
/// Its offer is open: until its end, or the start if that comes first.
bool IsOfferOpen(const Book& book, EventIndex event, const Registration& registration, Instant now);
/// Another session to come with a free seat and nobody waiting.
bool HasSeatElsewhere(const EventEntry& event, SessionIndex session, Instant now);

/// First day of the officer's earliest assignment, ended or not.
std::optional<CivilDate> FirstPostDay(const PersonEntry& officer);
bool HasRunningAssignment(const Book& book, const PersonEntry& officer, Instant now);
/// Present Caf advisers whose portfolio has the convention of one of the officer's running posts; may name one twice.
std::vector<PersonIndex> AdvisersOf(const Book& book, const PersonEntry& officer, Instant now);
std::vector<PersonIndex> Pilots(const Book& book);
/// The WELCOME event open for registration and not declined by the person, with the earliest E; kNone: there is none.
EventIndex WelcomeFor(const Book& book, PersonIndex officer, Instant now);
/// Marked NO_SHOW in another session of the Caf that began in the 12 months before this one (from the same local time,
/// included, to S, excluded).
bool WasAbsentBefore(const Book& book, const PersonEntry& officer, EventIndex event, SessionIndex session);

}  // namespace maillage::notifier
