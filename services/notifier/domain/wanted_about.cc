#include <algorithm>

#include "notifier/domain/conditions.h"
#include "notifier/domain/due.h"
#include "notifier/domain/reference.h"
#include "notifier/domain/wanted.h"

namespace maillage::notifier {

namespace {

/// Why no welcome.* rule is wanted about an officer; nullptr: some may be.
const char* NotToBeWelcomed(const Book& book, PersonIndex index, Instant now) {
  const PersonEntry& officer = book.person(index);
  if (!officer.IsOfficer()) return "the officer is not present";
  if (!FirstPostDay(officer)) return "has no post";
  if (!HasRunningAssignment(book, officer, now)) return "no assignment is running";
  if (IsWelcomed(officer)) return "is welcomed";
  if (HasActiveWelcome(book, index, now)) return "has an active registration in a welcome meeting";
  return nullptr;
}

/// Why this one of the welcome.* rules is not wanted about an officer to be welcomed; nullptr: it is. `open`: the
/// welcome meeting to go to, or kNone.
const char* Unmet(const Book& book, const Rule& rule, PersonIndex officer, EventIndex open) {
  using namespace condition;
  if ((rule.conditions & kWelcomeOpen) == 0) return nullptr;
  if (open == kNone) return "no welcome meeting is open";
  if ((rule.conditions & kNotInvitedByMeeting) == 0) return nullptr;
  const Cell* cell = book.FindCell(open, officer);
  return cell != nullptr && cell->invited_by_meeting ? "was invited by meeting.invitation" : nullptr;
}

/// Why a welcome.* rule about an officer is not wanted, whoever receives it; nullptr: it is.
const char* WelcomeObstacle(const Book& book, const Rule& rule, PersonIndex officer, Instant now) {
  if (book.rules.Off(rule.id)) return "the rule is switched off";
  if (const char* reason = NotToBeWelcomed(book, officer, now)) return reason;
  return Unmet(book, rule, officer, WelcomeFor(book, officer, now));
}

std::vector<PersonIndex> RecipientsAbout(const Book& book, const Rule& rule, PersonIndex officer, Instant now) {
  std::vector<PersonIndex> recipients;
  const auto add = [&](const std::vector<PersonIndex>& more) {
    recipients.insert(recipients.end(), more.begin(), more.end());
  };
  if (rule.recipients == Recipients::kOfficer || rule.recipients == Recipients::kOfficerAndAdvisers)
    recipients.push_back(officer);
  if (rule.recipients == Recipients::kOfficerAndAdvisers || rule.recipients == Recipients::kAdvisersAndPilots) {
    add(AdvisersOf(book, book.person(officer), now));
  }
  if (rule.recipients == Recipients::kPilots || rule.recipients == Recipients::kAdvisersAndPilots) add(Pilots(book));
  std::sort(recipients.begin(), recipients.end());
  recipients.erase(std::unique(recipients.begin(), recipients.end()), recipients.end());
  std::erase_if(recipients, [&](PersonIndex each) { return !book.person(each).Reachable(); });
  return recipients;
}

/// Whether meeting.repeated_absence is wanted about this session missed.
bool IsRepeatedAbsence(const Book& book, const PersonEntry& officer, EventIndex index, SessionIndex session) {
  const Rule& rule = RuleOf(RuleId::kMeetingRepeatedAbsence);
  const EventEntry& event = book.event(index);
  return (rule.kinds & kinds::Bit(event.data.kind)) != 0 && !book.rules.Off(rule.id) && IsPublished(event) &&
         !event.dates.sessions[static_cast<std::size_t>(session)].cancelled &&
         WasAbsentBefore(book, officer, index, session);
}

void AddRepeatedAbsences(const Book& book, PersonIndex index, Instant now, std::vector<Wanted>& wanted) {
  const PersonEntry& officer = book.person(index);
  if (!officer.IsOfficer()) return;
  for (const auto& [event, session] : officer.no_shows) {
    if (!IsRepeatedAbsence(book, officer, event, session)) continue;
    const Rule& rule = RuleOf(RuleId::kMeetingRepeatedAbsence);
    const auto reference = Days(book.event(event).dates.sessions[static_cast<std::size_t>(session)].start_date);
    for (const PersonIndex recipient : RecipientsAbout(book, rule, index, now)) {
      wanted.push_back({.rule = rule.id,
                        .recipient = recipient,
                        .person = index,
                        .reference = reference,
                        .due = kNotSet,
                        .until = kNotSet});
    }
  }
}

void AddWelcomes(const Book& book, PersonIndex index, Instant now, std::vector<Wanted>& wanted) {
  if (NotToBeWelcomed(book, index, now) != nullptr) return;
  const EventIndex open = WelcomeFor(book, index, now);
  const AnchorDate anchor{*FirstPostDay(book.person(index)), book.caf_zone};
  for (const Rule& rule : AllRules()) {
    if (rule.anchor != Anchor::kFirstPostDay || book.rules.Off(rule.id)) continue;
    if (Unmet(book, rule, index, open) != nullptr) continue;
    for (const PersonIndex recipient : RecipientsAbout(book, rule, index, now)) {
      wanted.push_back({.rule = rule.id,
                        .recipient = recipient,
                        .person = index,
                        .reference = Days(anchor.date),
                        .due = DueOf(book, rule, anchor.date, recipient),
                        .until = EndOfDay(book, anchor, rule.until_offset)});
    }
  }
}

}  // namespace

void WantedAbout(const Book& book, PersonIndex officer, Instant now, std::vector<Wanted>& wanted) {
  if (!book.person(officer).IsOfficer()) return;
  AddRepeatedAbsences(book, officer, now, wanted);
  AddWelcomes(book, officer, now, wanted);
}

std::string WhyNotAbout(const Book& book, const Row& row, Instant now) {
  const Rule& rule = RuleOf(row.rule);
  if (!book.person(row.recipient).Reachable()) return "not present, or the address is blocked";
  const char* reason = nullptr;
  if (rule.anchor == Anchor::kFirstPostDay) reason = WelcomeObstacle(book, rule, row.person, now);
  if (reason != nullptr) return reason;
  const auto recipients = RecipientsAbout(book, rule, row.person, now);
  if (std::find(recipients.begin(), recipients.end(), row.recipient) == recipients.end())
    return "not concerned any more";
  return rule.anchor == Anchor::kSince ? "not absent twice in 12 months" : "its date changed";
}

}  // namespace maillage::notifier
