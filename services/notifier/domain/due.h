#pragma once

#include "notifier/domain/book.h"

namespace maillage::notifier {

/// The civil date that a day offset counts from, and the zone of the session it comes from.
struct AnchorDate {
  CivilDate date;
  Zones::Index zone;
};

/// When a rule with a day offset is due for a recipient (REMINDERS.md §2.1), by the Caf's overrides.
inline Instant DueOf(const Book& book, const Rule& rule, CivilDate anchor, PersonIndex recipient) {
  return book.mornings.Due(anchor, book.rules.OffsetDays(rule.id), book.rules.Hour(rule.id), book.zones,
                           book.person(recipient).zone);
}

/// 24:00 of the date `days` after the anchor's, in its zone, without working-day shift (§8 "In an `until`").
inline Instant EndOfDay(const Book& book, AnchorDate anchor, int days) {
  return book.zones[anchor.zone].StartOf(PlusDays(anchor.date, days + 1));
}

}  // namespace maillage::notifier
