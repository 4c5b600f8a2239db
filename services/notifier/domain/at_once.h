#pragma once

#include "notifier/domain/book.h"

/// What is sent at once: wanted by its fact, and leaves only while its own row of REMINDERS.md §8 holds (§3).
namespace maillage::notifier::at_once {

/// Puts a row in the ledger for a fact of the instant `at`, due then. `until`: for what is about the event (kWhole) or
/// an offer; for what is about a session it is the session's start, wherever that moves.
void Add(Book& book, RuleId rule, EventIndex event, SessionIndex session, PersonIndex recipient, Instant at,
         Instant until);

/// Why the row must not leave now; nullptr: it may.
const char* Obstacle(const Book& book, const Row& row);

/// The until as it stands now.
Instant UntilOf(const Book& book, const Row& row);

}  // namespace maillage::notifier::at_once
