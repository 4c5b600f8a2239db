#pragma once

#include "notifier/mail/mail.h"

namespace ctemplate {
class TemplateDictionary;
}

namespace maillage::notifier::mail {

/// Gives a rule's template its words: names, dates and links, and which of its sentences hold. Every value is one clean
/// line.
void FillWords(const Mail& mail, const Section& section, ctemplate::TemplateDictionary& words);

/// The event's title, or what it is when it has none.
std::string TitleOf(const Event& event);

/// `le mardi 3 février 2026, de 9 h 30 à 16 h 30`.
std::string WhenOf(const Session& session);

/// What is shown beside a session's hours when the recipient's clock says something else: `heure de Paris, soit 12 h
/// 30, heure de La Réunion`. Empty when both clocks agree.
std::string ZoneNote(const Session& session, const std::string& recipient_zone);

/// The reference as a reader understands it: `3 février 2026`, `5 janvier 2026 à 10 h`.
std::string ReferenceInWords(const Section& section, const std::string& zone);

}  // namespace maillage::notifier::mail
