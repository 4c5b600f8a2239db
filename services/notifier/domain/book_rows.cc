#include <algorithm>

#include "notifier/domain/book.h"

namespace maillage::notifier {

namespace {

using Leave = std::pair<Instant, RowIndex>;

void Reschedule(Book& book, PersonIndex recipient, std::optional<Leave> out, std::optional<Leave> in) {
  auto& planned = book.person(recipient).planned;
  const auto first = [&] { return planned.empty() ? std::nullopt : std::optional(planned.front().first); };
  const auto before = first();
  if (out) {  // a new row that is settled at once was never there
    const auto found = std::lower_bound(planned.begin(), planned.end(), *out);
    if (found != planned.end() && *found == *out) planned.erase(found);
  }
  if (in) planned.insert(std::lower_bound(planned.begin(), planned.end(), *in), *in);
  const auto after = first();
  if (before == after) return;
  if (before) book.leaving.erase({*before, recipient});
  if (after) book.leaving.insert({*after, recipient});
}

constexpr std::size_t kMailsKept = 64;

/// The cap looks 7 days back, the order of Cafs at the last mail: what is older than a month can be forgotten.
void NoteMail(std::map<std::string, Instant>& mails, const std::string& message_id, Instant at) {
  mails.emplace(message_id, at);
  if (mails.size() <= kMailsKept) return;
  Instant latest = at;
  for (const auto& [id, sent_at] : mails) latest = std::max(latest, sent_at);
  std::erase_if(mails, [&](const auto& mail) { return mail.second < latest - std::chrono::hours{31 * 24}; });
}

}  // namespace

RowIndex Book::AddRow(Row row) {
  const auto index = static_cast<RowIndex>(rows.size());
  row.dirty = false;
  if (row.person != kNone) {
    person(row.person).rows.push_back(index);
  } else {
    CellOf(row.event, row.recipient).rows.push_back(index);
  }
  rows.push_back(std::move(row));
  return index;
}

void Book::Touch(RowIndex index) {
  Row& row = this->row(index);
  if (row.dirty) return;
  row.dirty = true;
  dirty.rows.push_back(index);
}

void Book::Plan(RowIndex index, Instant leave) {
  Row& row = this->row(index);
  std::optional<std::pair<Instant, RowIndex>> out;
  if (row.state == ReminderState::kPlanned && row.leave != kNotSet) out = {row.leave, index};
  in_flight.erase(index);
  row.state = ReminderState::kPlanned;
  row.detail.clear();
  row.leave = leave;
  Reschedule(*this, row.recipient, out, std::pair{leave, index});
  Touch(index);
}

void Book::Settle(RowIndex index, ReminderState state, std::string_view detail) {
  Row& row = this->row(index);
  if (row.state == ReminderState::kPlanned) Reschedule(*this, row.recipient, std::pair{row.leave, index}, std::nullopt);
  const bool under_way = state == ReminderState::kClaimed || state == ReminderState::kUnknown;
  if (under_way) {
    in_flight.insert(index);
  } else {
    in_flight.erase(index);
    row.capped = false;
  }
  row.state = state;
  row.detail = detail;
  Touch(index);
}

Delivery& Book::DeliveryOf(RowIndex index) {
  Row& row = this->row(index);
  if (row.delivery == kNone) {
    row.delivery = static_cast<int>(deliveries.size());
    deliveries.emplace_back();
  }
  return deliveries[static_cast<std::size_t>(row.delivery)];
}

void Book::RememberSent(RowIndex index) {
  const Row& row = this->row(index);
  const Delivery& delivery = deliveries[static_cast<std::size_t>(row.delivery)];
  if (!delivery.sent_at) return;
  const Instant at = *delivery.sent_at;
  if (!RuleOf(row.rule).Transactional()) NoteMail(mails[AddressKey(delivery.address)], delivery.message_id, at);

  const auto invited = [&](Cell& cell) {
    cell.invited_at = std::max(cell.invited_at.value_or(at), at);
    cell.told = true;
  };
  switch (row.rule) {
    case RuleId::kMeetingInvitation:
      CellOf(row.event, row.recipient).invited_by_meeting = true;
      [[fallthrough]];
    case RuleId::kSeminarInvitation:
      invited(CellOf(row.event, row.recipient));
      break;
    case RuleId::kWelcomeInvitation:
      if (!delivery.about.empty()) {
        Cell& cell = CellOf(EventOf(delivery.about), row.recipient);
        cell.invited_by_welcome = true;
        invited(cell);
      }
      break;
    case RuleId::kMeetingSaveTheDate:
    case RuleId::kSeminarSaveTheDate:
    case RuleId::kMeetingNudge:
      CellOf(row.event, row.recipient).told = true;
      break;
    case RuleId::kMeetingSurvey: {
      auto& surveys = CellOf(row.event, row.recipient).surveys;
      const auto found =
          std::find_if(surveys.begin(), surveys.end(), [&](const auto& survey) { return survey.first == row.session; });
      if (found == surveys.end()) {
        surveys.emplace_back(row.session, at);
      } else {
        found->second = std::max(found->second, at);
      }
      break;
    }
    default:
      break;
  }
}

}  // namespace maillage::notifier
