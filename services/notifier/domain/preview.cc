#include <algorithm>

#include "notifier/domain/book.h"
#include "notifier/domain/dispatch.h"
#include "notifier/domain/hear.h"
#include "notifier/domain/planner.h"

namespace maillage::notifier {

namespace {

void PublishIfDraft(Book& book, std::string_view name, Instant now) {
  const EventIndex index = book.FindEvent(name);
  if (index == kNone || book.event(index).data.state != EventState::kDraft) return;
  Event published = book.event(index).data;
  published.state = EventState::kPublished;
  published.published_at = now;
  HearEvent(book, published, now);
}

bool IsAbout(const Reminder& reminder, std::string_view event) {
  return event.empty() || reminder.subject == event || reminder.about == event ||
         (reminder.subject.starts_with(event) && reminder.subject.substr(event.size()).starts_with("/sessions/"));
}

}  // namespace

Planner Planner::Copy() const {
  Planner copy(std::make_unique<Book>(*book_));
  copy.TakeChanges();
  return copy;
}

/// Every mail is taken by the mail server of the preview.
std::vector<Reminder> Planner::Preview(std::string_view event, std::string_view rule, Instant now,
                                       std::optional<Instant> until) && {
  AdvanceTo(now);
  PublishIfDraft(*book_, event, now);
  Dispatcher dispatcher;
  dispatcher.Add(*this);
  std::vector<Reminder> rows;
  for (std::optional<Instant> next = now; next && (!until || *next < *until); next = dispatcher.NextInstant()) {
    const Instant at = std::max(*next, now);
    while (auto mail = dispatcher.Next(at)) {
      for (Reminder& section : mail->sections) {
        if (mail->second_copy || !IsAbout(section, event) || (!rule.empty() && section.rule != rule)) continue;
        section.state = ReminderState::kPlanned;
        section.leave = at;
        section.claim.clear();
        section.claimed_at.reset();
        section.message_id.clear();
        rows.push_back(section);
      }
      dispatcher.Report(*mail, {.kind = Outcome::kSent, .answer = {}}, at);
    }
  }
  std::stable_sort(rows.begin(), rows.end(), [](const Reminder& a, const Reminder& b) {
    return std::tie(a.leave, a.recipient) < std::tie(b.leave, b.recipient);
  });
  return rows;
}

}  // namespace maillage::notifier
