#include "notifier/domain/dispatch.h"

#include <algorithm>

#include "notifier/domain/book.h"
#include "notifier/domain/digest.h"
#include "notifier/domain/plan.h"
#include "notifier/domain/stored.h"

namespace maillage::notifier {

namespace {

/// Looks again at what the fate of a row may have changed.
void LookAgain(Book& book, RowIndex index, Instant at) {
  const Row row = book.row(index);
  EventIndex event = row.event;
  if (event == kNone) {
    plan::LookAbout(book, row.person, at);
    if (row.delivery != kNone) event = book.FindEvent(book.DeliveryOf(index).about);
  }
  if (event == kNone) return;
  plan::NoteDatesOfCell(book, event, row.recipient);
  plan::LookAtCell(book, event, row.recipient, at);
  if (book.event(event).data.kind == EventKind::kWelcome) plan::LookAbout(book, row.recipient, at);
}

std::vector<RowIndex> RowsOf(const Book& book, const std::string& claim) {
  std::vector<RowIndex> rows;
  for (const RowIndex index : book.in_flight) {
    if (book.deliveries[static_cast<std::size_t>(book.row(index).delivery)].claim == claim) rows.push_back(index);
  }
  return rows;
}

}  // namespace

void Dispatcher::Add(Planner& planner) { planners_[planner.caf()] = &planner; }

void Dispatcher::Remove(const Planner& planner) { planners_.erase(planner.caf()); }

std::optional<Mail> Dispatcher::Next(Instant now) {
  for (auto& [caf, planner] : planners_) planner->AdvanceTo(now);
  if (auto mail = SecondCopy(now)) {
    rows_under_way_ += mail->sections.size();
    return mail;
  }
  for (auto& [caf, planner] : planners_) {
    while (const auto address = DueAddress(*planner->book_, now)) {
      if (auto mail = NextFor(*address, now)) {
        under_way_.insert(*address);
        rows_under_way_ += mail->sections.size();
        return mail;
      }
    }
  }
  return std::nullopt;
}

/// The address of somebody to whom a row leaves at or before `now`, and no mail is under way.
std::optional<std::string> Dispatcher::DueAddress(const Book& book, Instant now) const {
  for (const auto& [leave, person] : book.leaving) {
    if (leave > now) break;
    std::string address = AddressKey(book.person(person).data.email);
    if (!IsBusy(address)) return address;
  }
  return std::nullopt;
}

bool Dispatcher::IsBusy(const std::string& address) const {
  return under_way_.contains(address) || postponed_.contains(address);
}

/// Every row in flight is in a mail under way: the usual case, and the rows need not be looked at one by one.
bool Dispatcher::AllUnderWay() const {
  std::size_t rows = 0;
  for (const auto& [caf, planner] : planners_) rows += planner->book_->in_flight.size();
  return rows == rows_under_way_;
}

/// Rows of a lost lease, or of a connection lost after the final dot: the same mail again.
std::optional<Mail> Dispatcher::SecondCopy(Instant now) {
  if (AllUnderWay()) return std::nullopt;
  for (auto& [caf, planner] : planners_) {
    Book& book = *planner->book_;
    for (const RowIndex index : book.in_flight) {
      const Delivery& delivery = book.DeliveryOf(index);
      const std::string address = AddressKey(delivery.address);
      if (IsBusy(address)) continue;
      under_way_.insert(address);
      Mail mail = digest::Claim(book, RowsOf(book, delivery.claim), now);
      mail.second_copy = true;
      return mail;
    }
  }
  return std::nullopt;
}

std::optional<Mail> Dispatcher::NextFor(const std::string& address, Instant now) {
  std::vector<digest::Addressee> addressees;
  for (auto& [caf, planner] : planners_) {
    Book& book = *planner->book_;
    const auto people = book.by_address.find(address);
    if (people == book.by_address.end()) continue;
    for (const PersonIndex person : people->second) {
      digest::JudgeAgain(book, person, now);
      addressees.push_back({&book, person});
    }
  }
  for (const auto& each : addressees) {
    if (auto mail = digest::NextSingle(*each.book, each.person, now)) return mail;
  }
  digest::Order(addressees, address);
  for (const auto& each : addressees) {
    if (auto mail = digest::NextDigest(*each.book, each.person, digest::IsOverCap(addressees, each, address, now), now))
      return mail;
  }
  return std::nullopt;
}

void Dispatcher::Report(const Mail& mail, const Outcome& outcome, Instant now) {
  const auto planner = planners_.find(mail.caf);
  under_way_.erase(AddressKey(mail.address));
  rows_under_way_ = under_way_.empty() ? 0 : rows_under_way_ - std::min(rows_under_way_, mail.sections.size());
  if (outcome.kind == Outcome::kPostponed || outcome.kind == Outcome::kUnknown)
    postponed_.insert(AddressKey(mail.address));
  if (planner == planners_.end()) return;
  Book& book = *planner->second->book_;
  const std::vector<RowIndex> rows = RowsOf(book, mail.message_id);
  for (const RowIndex index : rows) {
    book.DeliveryOf(index).server_answer = outcome.answer;
    switch (outcome.kind) {
      case Outcome::kSent:
        book.DeliveryOf(index).sent_at = mail.at;
        book.DeliveryOf(index).message_id = mail.message_id;
        book.Settle(index, ReminderState::kSent, "");
        book.RememberSent(index);
        break;
      case Outcome::kRefused:
        book.Settle(index, ReminderState::kFailed, "the mail server refused it");
        break;
      case Outcome::kPostponed:
        book.Plan(index, book.row(index).leave);
        break;
      case Outcome::kUnknown:
        book.Settle(index, ReminderState::kUnknown, "the connection was lost after the final dot");
        break;
    }
  }
  plan::Advance(book, now);
  for (const RowIndex index : rows) LookAgain(book, index, mail.at);
}

void Dispatcher::Retry(std::string_view address) { postponed_.erase(AddressKey(address)); }

std::optional<Instant> Dispatcher::NextInstant() const {
  std::optional<Instant> next;
  const auto consider = [&](Instant instant) { next = std::min(next.value_or(instant), instant); };
  for (const auto& [caf, planner] : planners_) {
    const Book& book = *planner->book_;
    if (!book.boundaries.empty()) consider(book.boundaries.begin()->at);
    const auto first = std::find_if(book.leaving.begin(), book.leaving.end(), [&](const auto& each) {
      return !IsBusy(AddressKey(book.person(each.second).data.email));
    });
    if (first != book.leaving.end()) consider(first->first);
  }
  return next;
}

bool Dispatcher::Quiet(Instant now) const {
  return under_way_.empty() && std::all_of(planners_.begin(), planners_.end(), [&](const auto& each) {
           return !each.second->HasDue(now) && each.second->book_->in_flight.empty();
         });
}

}  // namespace maillage::notifier
