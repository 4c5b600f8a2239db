#pragma once

#include <string>

#include "notifier/mail/mail.h"

namespace maillage::notifier::mail {

/// The iCalendar object (RFC 5545, 5546) of a mail that has one, lines ended by LF: one VEVENT an entry, DTSTART with
/// TZID, and the VTIMEZONE of each zone as far as the entries need it.
std::string CalendarPart(const Mail& mail);

/// `REQUEST` or `CANCEL`.
const char* MethodName(Calendar::Method method);

}  // namespace maillage::notifier::mail
