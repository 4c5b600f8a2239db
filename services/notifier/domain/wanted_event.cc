#include <algorithm>

#include "notifier/domain/conditions.h"
#include "notifier/domain/due.h"
#include "notifier/domain/reference.h"
#include "notifier/domain/wanted.h"

namespace maillage::notifier {

namespace {

struct About {
  const Rule& rule;
  EventIndex event;
  SessionIndex session;
  PersonIndex recipient;
};

AnchorDate AnchorOf(const EventEntry& event, Anchor anchor, SessionIndex session) {
  const auto& sessions = event.dates.sessions;
  const bool from_end = anchor == Anchor::kSessionEnd || anchor == Anchor::kEventEnd;
  SessionIndex index = session;
  if (anchor == Anchor::kEventStart || (session == kWhole && anchor == Anchor::kSessionStart))
    index = event.dates.first;
  if (anchor == Anchor::kEventEnd || (session == kWhole && anchor == Anchor::kSessionEnd)) index = event.dates.last;
  const auto& dates = sessions[static_cast<std::size_t>(index)];
  return {from_end ? dates.end_date : dates.start_date, dates.zone};
}

Instant UntilOf(const Book& book, const About& about, AnchorDate anchor) {
  const EventEntry& event = book.event(about.event);
  switch (about.rule.until) {
    case Until::kDueOf:
      return DueOf(book, RuleOf(about.rule.until_rule), anchor.date, about.recipient);
    case Until::kSeats:
      return event.dates.seats_until;
    case Until::kEventStart:
      return event.dates.E();
    case Until::kSessionStart:
      return event.dates.sessions[static_cast<std::size_t>(about.session)].start +
             std::chrono::hours{about.rule.until_offset};
    case Until::kAnchorDate:
      return EndOfDay(book, anchor, about.rule.until_offset);
    case Until::kSinceDays:
    case Until::kOfferEnd:
    case Until::kKeeps:
      break;
  }
  return kNever;
}

bool SurveyedThreeDaysAgo(const Book& book, const About& about, const Cell* cell, Instant now) {
  return cell != nullptr && std::any_of(cell->surveys.begin(), cell->surveys.end(), [&](const auto& survey) {
           return survey.first == about.session &&
                  book.mornings.DaysAgoFrom(survey.second, 3, book.zones, book.person(about.recipient).zone) <= now;
         });
}

bool InvitedFiveDaysAgo(const Book& book, const About& about, const Cell* cell, Instant now) {
  return cell != nullptr && cell->invited_at &&
         book.mornings.DaysAgoFrom(*cell->invited_at, 5, book.zones, book.person(about.recipient).zone) <= now;
}

/// Why the recipient is none of the rule's; nullptr: is one.
const char* NoRecipient(const Book& book, const About& about, const Cell* cell) {
  const PersonEntry& person = book.person(about.recipient);
  switch (about.rule.recipients) {
    case Recipients::kAudience:
      return IsInAudience(book.event(about.event), person) ? nullptr : "not in the audience";
    case Recipients::kPilots:
      return person.data.pilot ? nullptr : "no pilot";
    case Recipients::kConfirmed:
      return IsConfirmed(book, about.event, about.session, cell) ? nullptr : "no confirmed registration";
    case Recipients::kAttended:
      return Attended(cell, about.session) ? nullptr : "has not attended";
    case Recipients::kNoShow:
      return MarkOf(cell, about.session) == Mark::kNoShow ? nullptr : "not marked NO_SHOW";
    default:
      return "no recipient";
  }
}

/// Why the conditions of a rule about an event do not hold; nullptr: they do.
const char* Unmet(const Book& book, const About& about, const Cell* cell, Instant now) {
  using namespace condition;
  const EventEntry& event = book.event(about.event);
  const auto needs = [&](std::uint32_t condition) { return (about.rule.conditions & condition) != 0; };
  if (needs(kEventNotCancelled) && event.data.state != EventState::kPublished) return "the event is cancelled";
  if (event.dates.first < 0) return "every session is cancelled";
  if (about.session != kWhole && event.dates.sessions[static_cast<std::size_t>(about.session)].cancelled)
    return "the session is cancelled";
  if (const char* reason = NoRecipient(book, about, cell)) return reason;
  if (needs(kSplit) && event.data.format != EventFormat::kSplit) return "the event is not split";
  if (needs(kSeatsToCome) && event.dates.seats_until <= now) return "no seat can be taken any more";
  if (needs(kRegistrationOpen) && !IsOpenForRegistration(event, now)) return "registration is not open";
  if (needs(kDocumentsShared) && !event.data.documents_shared_at) return "no documents are shared";
  if (needs(kMinutesNotPublished) && event.data.minutes_published_at) return "the minutes are published";
  if (needs(kNoActiveRegistration) && HasActive(book, about.event, cell, now)) return "has an active registration";
  if (needs(kNotDeclined) && HasDeclined(event, cell)) return "has declined";
  if (needs(kNotInvited) && cell != nullptr && cell->invited_at) return "was invited";
  if (needs(kNotInvitedByWelcome) && cell != nullptr && cell->invited_by_welcome)
    return "was invited by welcome.invitation";
  if (needs(kNotAnswered) && cell != nullptr && cell->answer) return "has answered";
  if (needs(kSurveyThreeDaysAgo) && !SurveyedThreeDaysAgo(book, about, cell, now))
    return "the survey was not sent three days ago";
  if (needs(kInvitedFiveDaysAgo) && !InvitedFiveDaysAgo(book, about, cell, now)) return "was not invited five days ago";
  if (needs(kSeatElsewhere) && !HasSeatElsewhere(event, about.session, now)) return "no free seat in another session";
  return nullptr;
}

/// Why a rule about an event is not wanted; nullptr: it is.
const char* Obstacle(const Book& book, const About& about, const Cell* cell, Instant now) {
  const EventEntry& event = book.event(about.event);
  const PersonEntry& recipient = book.person(about.recipient);
  if (!recipient.data.present) return "not present";
  if (recipient.data.address_blocked) return "the address is blocked";
  if ((about.rule.kinds & kinds::Bit(event.data.kind)) == 0) return "not for this kind of event";
  if (book.rules.Off(about.rule.id)) return "the rule is switched off";
  if (!IsPublished(event)) return "the event is not published";
  return Unmet(book, about, cell, now);
}

void AddIfWanted(const Book& book, const About& about, const Cell* cell, Instant now, std::vector<Wanted>& wanted) {
  if (Obstacle(book, about, cell, now) != nullptr) return;
  const AnchorDate anchor = AnchorOf(book.event(about.event), about.rule.anchor, about.session);
  wanted.push_back({.rule = about.rule.id,
                    .recipient = about.recipient,
                    .event = about.event,
                    .session = about.session,
                    .reference = Days(anchor.date),
                    .due = DueOf(book, about.rule, anchor.date, about.recipient),
                    .until = UntilOf(book, about, anchor)});
}

/// registration.offer_closing: "the offer's end -6 h".
const char* OfferObstacle(const Book& book, const About& about, const Registration& registration, Instant now) {
  if (!book.person(about.recipient).Reachable()) return "not present, or the address is blocked";
  if (book.event(about.event).data.state != EventState::kPublished) return "the event is cancelled";
  if (!IsOfferOpen(book, about.event, registration, now)) return "the offer is not open any more";
  if (*registration.offer_expires_at - *registration.offered_at <= std::chrono::hours{12})
    return "the offer was given for a short time";
  return nullptr;
}

void AddOffers(const Book& book, EventIndex event, PersonIndex recipient, const Cell& cell, Instant now,
               std::vector<Wanted>& wanted) {
  const Rule& rule = RuleOf(RuleId::kRegistrationOfferClosing);
  for (const RegistrationIndex index : cell.registrations) {
    const Registration& registration = book.registration(index);
    if (registration.state != RegistrationState::kOffered) continue;
    const SessionIndex session = registration.session.empty() ? kWhole : book.FindSession(event, registration.session);
    if (OfferObstacle(book, {rule, event, session, recipient}, registration, now) != nullptr) continue;
    const Instant end = *registration.offer_expires_at;
    wanted.push_back({.rule = rule.id,
                      .recipient = recipient,
                      .event = event,
                      .session = session,
                      .reference = Micros(end),
                      .due = end + std::chrono::hours{rule.offset},
                      .until = end});
  }
}

}  // namespace

void WantedOfEvent(const Book& book, EventIndex index, PersonIndex recipient, Instant now,
                   std::vector<Wanted>& wanted) {
  const EventEntry& event = book.event(index);
  if (!IsPublished(event) || !book.person(recipient).Reachable()) return;
  const Cell* cell = book.FindCell(index, recipient);
  for (const Rule& rule : AllRules()) {
    if (rule.AtOnce() || rule.scope == Scope::kPerson || rule.anchor == Anchor::kOfferEnd) continue;
    if (rule.scope == Scope::kEvent || (rule.scope == Scope::kSessionOrWhole && event.IsSequence())) {
      AddIfWanted(book, {rule, index, kWhole, recipient}, cell, now, wanted);
      continue;
    }
    if (cell == nullptr) continue;  // the rules about a session are for those registered or marked there
    for (SessionIndex session = 0; session < static_cast<int>(event.data.sessions.size()); ++session) {
      AddIfWanted(book, {rule, index, session, recipient}, cell, now, wanted);
    }
  }
  if (cell != nullptr) AddOffers(book, index, recipient, *cell, now, wanted);
}

std::string WhyNotOfEvent(const Book& book, const Row& row, Instant now) {
  const Rule& rule = RuleOf(row.rule);
  if (rule.anchor == Anchor::kOfferEnd) return "the offer is not open any more";
  const Cell* cell = book.FindCell(row.event, row.recipient);
  const char* reason = Obstacle(book, {rule, row.event, row.session, row.recipient}, cell, now);
  return reason == nullptr ? "its date changed" : reason;
}

}  // namespace maillage::notifier
