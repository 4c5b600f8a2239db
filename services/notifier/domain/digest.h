#pragma once

#include <optional>
#include <string>
#include <vector>

#include "notifier/domain/book.h"
#include "notifier/domain/dispatch.h"

/// What leaves for one person at one instant, and what does not (REMINDERS.md §3, §5).
namespace maillage::notifier::digest {

/// One person of one Caf behind an address.
struct Addressee {
  Book* book;
  PersonIndex person;
};

/// Looks again at everything that would leave for the person now (§3 "judged again").
void JudgeAgain(Book& book, PersonIndex person, Instant now);

/// The next mail of a single section: what is transactional, or sent by hand. Rows that may not leave get their state.
std::optional<Mail> NextSingle(Book& book, PersonIndex person, Instant now);

/// The digest of reminders; over the cap what of it passes the cap, and the rest waits.
std::optional<Mail> NextDigest(Book& book, PersonIndex person, bool over_cap, Instant now);

/// "the Caf that wrote a reminder to that address longest ago (or never) goes first, then by Caf code, then by person
/// id"
void Order(std::vector<Addressee>& addressees, const std::string& address);

/// Whether one more reminder mail would be the fifth to the address in 7 civil days of the recipient's zone, over all
/// Cafs.
bool IsOverCap(const std::vector<Addressee>& addressees, const Addressee& recipient, const std::string& address,
               Instant now);

/// Marks the rows, all of one mail, as CLAIMED by it.
Mail Claim(Book& book, const std::vector<RowIndex>& rows, Instant now);

}  // namespace maillage::notifier::digest
