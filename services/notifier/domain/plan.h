#pragma once

#include "notifier/domain/book.h"

/// Keeps the ledger in step with what is wanted (REMINDERS.md §3). Each function looks again at one part of the plan,
/// at the book's virtual time; what became wanted is wanted since `at`, what no longer is becomes CANCELLED.
namespace maillage::notifier::plan {

/// Rows about an event, to one person.
void LookAtCell(Book& book, EventIndex event, PersonIndex person, Instant at);
/// Rows about an event, to everybody; for a WELCOME event also those about all officers.
void LookAtEvent(Book& book, EventIndex event, Instant at);
/// Rows about a person (welcome.*, repeated_absence), to whomever.
void LookAbout(Book& book, PersonIndex person, Instant at);
void LookAboutEverybody(Book& book, Instant at);
/// Rows about all events, to one person.
void LookAtPerson(Book& book, PersonIndex person, Instant at);
void LookAtEverything(Book& book, Instant at);

/// Puts down when dates to come will change what is wanted.
void NoteDatesOfEvent(Book& book, EventIndex event);
void NoteDatesOfCell(Book& book, EventIndex event, PersonIndex person);
void NoteDatesOfPerson(Book& book, PersonIndex person);

/// Accounts for the dates up to and including `to`.
void Advance(Book& book, Instant to);

}  // namespace maillage::notifier::plan
