#pragma once

#include <optional>

#include "notifier/domain/dispatch.h"
#include "notifier/mail/mail.h"

namespace maillage::notifier {

/// The calendar part of a mail (REMINDERS.md §6): on confirmations and changes a REQUEST, on cancellations a CANCEL;
/// nullopt for every other mail. The UID is the registration's (SEQUENCE: with the module), so a calendar follows every
/// later change.
std::optional<mail::Calendar> CalendarOf(const Mail& mail, const Planner& planner);

}  // namespace maillage::notifier
