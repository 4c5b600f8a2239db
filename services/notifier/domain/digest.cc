#include "notifier/domain/digest.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "notifier/domain/at_once.h"
#include "notifier/domain/conditions.h"
#include "notifier/domain/plan.h"
#include "notifier/domain/reference.h"
#include "notifier/domain/stored.h"
#include "platform/core/ids.h"

namespace maillage::notifier::digest {

namespace {

constexpr int kCap = 4;
constexpr int kCapDays = 7;

std::vector<RowIndex> DueRows(const Book& book, PersonIndex person, Instant now) {
  std::vector<RowIndex> rows;
  for (const auto& [leave, row] : book.person(person).planned) {
    if (leave > now) break;
    rows.push_back(row);
  }
  return rows;
}

/// "Never at or after its until" (§3): over the cap SUPPRESSED, the sender away MISSED, else NOT_APPLICABLE.
bool SettleExpired(Book& book, RowIndex index, Instant until, Instant now) {
  const Row& row = book.row(index);
  if (until > now) return false;
  if (row.capped) {
    book.Settle(index, ReminderState::kSuppressed, "over the weekly cap until it was too late");
  } else if (row.leave < until) {
    book.Settle(index, ReminderState::kMissed, "the sender was away until it was too late");
  } else {
    book.Settle(index, ReminderState::kNotApplicable, "too late when it would leave");
  }
  return true;
}

void Drop(Book& book, RowIndex index, std::string_view reason) {
  book.row(index).since = kNotSet;
  book.Settle(index, ReminderState::kCancelled, reason);
}

/// What is shown with a section about a person: the welcome meeting to go to, the event that was missed.
EventIndex AboutOf(const Book& book, const Row& row, Instant now) {
  if (row.rule == RuleId::kMeetingRepeatedAbsence) {
    for (const auto& [event, session] : book.person(row.person).no_shows) {
      if (Days(book.event(event).dates.sessions[static_cast<std::size_t>(session)].start_date) == row.reference)
        return event;
    }
    return kNone;
  }
  return RuleOf(row.rule).anchor == Anchor::kFirstPostDay ? WelcomeFor(book, row.person, now) : kNone;
}

bool IsInvitation(RuleId rule) { return rule == RuleId::kMeetingInvitation || rule == RuleId::kSeminarInvitation; }

/// "welcome.invitation is judged before the other invitations, and invitations before meeting.nudge" (§8): without
/// those that an invitation leaving in the same digest makes unwanted.
std::vector<RowIndex> WithoutOvertaken(const Book& book, const std::vector<RowIndex>& rows, Instant now) {
  std::set<EventIndex> welcomed;
  for (const RowIndex index : rows) {
    if (book.row(index).rule == RuleId::kWelcomeInvitation) welcomed.insert(AboutOf(book, book.row(index), now));
  }
  std::set<EventIndex> invited = welcomed;
  for (const RowIndex index : rows) {
    const Row& row = book.row(index);
    if (IsInvitation(row.rule) && !welcomed.contains(row.event)) invited.insert(row.event);
  }
  std::vector<RowIndex> leaving;
  for (const RowIndex index : rows) {
    const Row& row = book.row(index);
    const bool overtaken = (row.rule == RuleId::kMeetingInvitation && welcomed.contains(row.event)) ||
                           (row.rule == RuleId::kMeetingNudge && invited.contains(row.event));
    if (!overtaken) leaving.push_back(index);
  }
  return leaving;
}

void WaitForMorning(Book& book, RowIndex index, Instant now) {
  Row& row = book.row(index);
  book.Plan(index, book.mornings.Next(now, book.zones, book.person(row.recipient).zone));
  row.capped = true;
  row.detail = "over the weekly cap";
}

Instant DateOfSubject(const Book& book, const Row& row) {
  if (row.event == kNone) return Instant{date::days{row.reference}};
  const EventDates& dates = book.event(row.event).dates;
  return row.session == kWhole ? dates.E() : dates.sessions[static_cast<std::size_t>(row.session)].start;
}

}  // namespace

void JudgeAgain(Book& book, PersonIndex person, Instant now) {
  std::set<EventIndex> events;
  std::set<PersonIndex> subjects;
  for (const RowIndex index : DueRows(book, person, now)) {
    const Row& row = book.row(index);
    if (row.event != kNone) events.insert(row.event);
    if (row.person != kNone) subjects.insert(row.person);
  }
  for (const EventIndex event : events) plan::LookAtCell(book, event, person, now);
  for (const PersonIndex subject : subjects) plan::LookAbout(book, subject, now);
}

std::optional<Mail> NextSingle(Book& book, PersonIndex person, Instant now) {
  for (const RowIndex index : DueRows(book, person, now)) {
    Row& row = book.row(index);
    const Rule& rule = RuleOf(row.rule);
    if (row.by_hand) {
      if (!book.person(person).Reachable()) {
        Drop(book, index, "not present, or the address is blocked");
      } else if (!rule.Transactional() && book.person(person).data.muted) {
        book.Settle(index, ReminderState::kSuppressed, "reminders are muted");
      } else {
        return Claim(book, {index}, now);
      }
      continue;
    }
    if (!rule.Transactional()) continue;
    if (rule.AtOnce()) {
      if (const char* reason = at_once::Obstacle(book, row)) {
        Drop(book, index, reason);
        continue;
      }
      row.until = at_once::UntilOf(book, row);
    }
    if (!SettleExpired(book, index, row.until, now)) return Claim(book, {index}, now);
  }
  return std::nullopt;
}

std::optional<Mail> NextDigest(Book& book, PersonIndex person, bool over_cap, Instant now) {
  std::vector<RowIndex> rows;
  for (const RowIndex index : DueRows(book, person, now)) {
    const Row& row = book.row(index);
    if (RuleOf(row.rule).Transactional() || row.by_hand) continue;
    if (SettleExpired(book, index, row.until, now)) continue;
    if (book.person(person).data.muted) {
      book.Settle(index, ReminderState::kSuppressed, "reminders are muted");
      continue;
    }
    rows.push_back(index);
  }
  if (rows.empty()) return std::nullopt;
  if (!over_cap) return Claim(book, WithoutOvertaken(book, rows, now), now);
  std::vector<RowIndex> passing;
  for (const RowIndex index : rows) {
    if (book.row(index).rule == RuleId::kMeetingEve) {
      passing.push_back(index);
    } else {
      WaitForMorning(book, index, now);
    }
  }
  if (passing.empty()) return std::nullopt;
  return Claim(book, passing, now);
}

void Order(std::vector<Addressee>& addressees, const std::string& address) {
  const auto last_mail = [&](const Addressee& each) {
    Instant last = kNotSet;
    if (const auto mails = each.book->mails.find(address); mails != each.book->mails.end()) {
      for (const auto& [message_id, at] : mails->second) last = std::max(last, at);
    }
    return last;
  };
  std::sort(addressees.begin(), addressees.end(), [&](const Addressee& a, const Addressee& b) {
    return std::tuple(last_mail(a), a.book->caf_code, a.book->person(a.person).data.name) <
           std::tuple(last_mail(b), b.book->caf_code, b.book->person(b.person).data.name);
  });
}

bool IsOverCap(const std::vector<Addressee>& addressees, const Addressee& recipient, const std::string& address,
               Instant now) {
  const Zone& zone = recipient.book->zones[recipient.book->person(recipient.person).zone];
  const Instant from = zone.StartOf(PlusDays(zone.DateOf(now), 1 - kCapDays));
  std::set<const Book*> books;
  for (const Addressee& each : addressees) books.insert(each.book);
  int count = 0;
  for (const Book* book : books) {
    const auto mails = book->mails.find(address);
    if (mails == book->mails.end()) continue;
    for (const auto& [message_id, at] : mails->second) count += at >= from ? 1 : 0;
  }
  return count >= kCap;
}

Mail Claim(Book& book, const std::vector<RowIndex>& rows, Instant now) {
  std::vector<RowIndex> sorted = rows;
  std::sort(sorted.begin(), sorted.end(), [&](RowIndex a, RowIndex b) {
    const auto place = [&](RowIndex index) {
      const Row& row = book.row(index);
      return std::tuple(DateOfSubject(book, row), std::string_view(RuleOf(row.rule).name), index);
    };
    return place(a) < place(b);
  });
  const Row& first = book.row(sorted.front());
  const PersonEntry& recipient = book.person(first.recipient);
  Mail mail;
  mail.caf = book.caf_code;
  mail.recipient = recipient.data.name;
  mail.address = recipient.data.email;
  mail.at = now;
  mail.transactional = RuleOf(first.rule).Transactional();
  std::set<std::string> names;
  for (const RowIndex index : sorted) {
    auto& name = book.DeliveryOf(index).name;
    if (name.empty()) name = ToReminder(book, index).name;
    names.insert(name);
  }
  std::string keys;
  for (const std::string& name : names) keys += name + "\n";
  mail.message_id = "<" + Sha256Hex(keys).substr(0, 32) + "@maillage>";
  for (const RowIndex index : sorted) {
    Delivery& delivery = book.DeliveryOf(index);
    if (delivery.about.empty()) {
      const EventIndex about = AboutOf(book, book.row(index), now);
      if (about != kNone) delivery.about = book.event(about).data.name;
    }
    delivery.claim = mail.message_id;
    delivery.claimed_at = now;
    delivery.address = mail.address;
    delivery.message_id = mail.message_id;
    book.Settle(index, ReminderState::kClaimed, "");
  }
  for (const RowIndex index : sorted) mail.sections.push_back(ToReminder(book, index));
  return mail;
}

}  // namespace maillage::notifier::digest
