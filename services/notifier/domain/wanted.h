#pragma once

#include <optional>
#include <string>
#include <vector>

#include "notifier/domain/book.h"

/// Which reminders are wanted at an instant: the table of rules.h read against a Book (REMINDERS.md §3, §8). Rules sent
/// at once are wanted by their facts instead (at_once.h).
namespace maillage::notifier {

/// A reminder that is wanted, as far as it depends on nothing but the model.
struct Wanted {
  RuleId rule{};
  PersonIndex recipient = kNone;
  EventIndex event = kNone;
  SessionIndex session = kWhole;
  PersonIndex person = kNone;
  std::int64_t reference = 0;
  Instant due = kNotSet;   // kNotSet: counts from since
  Instant until = kNever;  // kNotSet: counts from since
};

/// About one event, to one person.
void WantedOfEvent(const Book& book, EventIndex event, PersonIndex recipient, Instant now, std::vector<Wanted>& wanted);
/// About one person, to whomever.
void WantedAbout(const Book& book, PersonIndex officer, Instant now, std::vector<Wanted>& wanted);
/// Why a reminder about an event, or about a person, is not wanted, for people to read.
std::string WhyNotOfEvent(const Book& book, const Row& row, Instant now);
std::string WhyNotAbout(const Book& book, const Row& row, Instant now);

}  // namespace maillage::notifier
