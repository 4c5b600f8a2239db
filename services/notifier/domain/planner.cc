#include "notifier/domain/planner.h"

#include <algorithm>

#include "notifier/domain/conditions.h"
#include "notifier/domain/hear.h"
#include "notifier/domain/plan.h"
#include "notifier/domain/reasons.h"
#include "notifier/domain/stored.h"

namespace maillage::notifier {

Planner::Planner(std::string caf) : book_(std::make_unique<Book>(std::move(caf))) {}
Planner::Planner(std::unique_ptr<Book> book) : book_(std::move(book)) {}
Planner::Planner(Planner&&) noexcept = default;
Planner& Planner::operator=(Planner&&) noexcept = default;
Planner::~Planner() = default;

Planner Planner::FromStored(std::string caf, const Records& stored) {
  Planner planner(std::move(caf));
  Restore(*planner.book_, stored);
  return planner;
}

const std::string& Planner::caf() const { return book_->caf_code; }

void Planner::Apply(const Fact& fact, Instant at) {
  plan::Advance(*book_, at);
  Hear(*book_, fact, at);
}

void Planner::AdvanceTo(Instant now) { plan::Advance(*book_, now); }

std::optional<Instant> Planner::NextInstant() const {
  std::optional<Instant> next;
  const auto consider = [&](Instant instant) { next = std::min(next.value_or(instant), instant); };
  if (!book_->boundaries.empty()) consider(book_->boundaries.begin()->at);
  if (!book_->leaving.empty()) consider(book_->leaving.begin()->first);
  return next;
}

bool Planner::HasDue(Instant now) const { return !book_->leaving.empty() && book_->leaving.begin()->first <= now; }

Records Planner::TakeChanges() { return TakeDirty(*book_); }

Result<Reminder> Planner::Resend(std::string_view name, Instant now) {
  for (RowIndex index = 0; index < static_cast<RowIndex>(book_->rows.size()); ++index) {
    Row& row = book_->row(index);
    if (row.state != ReminderState::kMissed && row.state != ReminderState::kFailed) continue;
    if (ToReminder(*book_, index).name != name) continue;
    const PersonEntry& recipient = book_->person(row.recipient);
    if (!recipient.data.present) return Fail(reason::kPersonNotPresent, "{} is not present", recipient.data.name);
    if (recipient.data.address_blocked)
      return Fail(reason::kAddressBlocked, "the address of {} is blocked", recipient.data.name);
    row.by_hand = true;
    book_->Plan(index, now);
    return ToReminder(*book_, index);
  }
  return Fail(reason::kReminderState, "{} is neither MISSED nor FAILED", name);
}

const Caf* Planner::FindCaf() const { return book_->caf ? &*book_->caf : nullptr; }

const Person* Planner::FindPerson(std::string_view name) const {
  const PersonIndex index = book_->FindPerson(name);
  return index == kNone ? nullptr : &book_->person(index).data;
}

std::vector<std::string> Planner::PeopleAt(std::string_view address) const {
  std::vector<std::string> names;
  const auto people = book_->by_address.find(AddressKey(address));
  if (people == book_->by_address.end()) return names;
  for (const PersonIndex person : people->second) names.push_back(book_->person(person).data.name);
  return names;
}

const Event* Planner::FindEvent(std::string_view name) const {
  const EventIndex index = book_->FindEvent(name);
  return index == kNone ? nullptr : &book_->event(index).data;
}

const Event* Planner::FindEventOf(std::string_view subject) const {
  return FindEvent(subject.substr(0, subject.find("/sessions/")));
}

const Session* Planner::FindSession(std::string_view name) const {
  const EventIndex event = book_->FindEvent(name.substr(0, name.find("/sessions/")));
  if (event == kNone) return nullptr;
  const SessionIndex session = book_->FindSession(event, name);
  return session == kWhole ? nullptr : &book_->event(event).data.sessions[static_cast<std::size_t>(session)];
}

const Registration* Planner::FindRegistration(std::string_view event_name, std::string_view person_name,
                                              std::string_view session) const {
  const EventIndex event = book_->FindEvent(event_name);
  const PersonIndex person = book_->FindPerson(person_name);
  if (event == kNone || person == kNone) return nullptr;
  const Cell* cell = book_->FindCell(event, person);
  if (cell == nullptr || cell->registrations.empty()) return nullptr;
  const Registration* latest = nullptr;
  for (const RegistrationIndex index : cell->registrations) {
    const Registration& each = book_->registration(index);
    if (!session.empty() && each.session != session) continue;
    if (IsActive(*book_, event, *cell, each, book_->now)) return &each;
    if (latest == nullptr || latest->standing_since <= each.standing_since) latest = &each;
  }
  return latest;
}

Planner::Seats Planner::SeatsOf(std::string_view name) const {
  const EventIndex index = book_->FindEvent(name.substr(0, name.find("/sessions/")));
  if (index == kNone) return {};
  const EventEntry& event = book_->event(index);
  const SessionIndex session = event.IsSequence() ? kWhole : book_->FindSession(index, name);
  Seats seats;
  if (const auto found = event.seats.find(session); found != event.seats.end()) {
    seats = {.capacity = 0,
             .confirmed = found->second.confirmed,
             .offered = found->second.offered,
             .waiting = found->second.waiting};
  }
  for (SessionIndex each = 0; each < static_cast<int>(event.data.sessions.size()); ++each) {
    const Session& planned = event.data.sessions[static_cast<std::size_t>(each)];
    if (session == kWhole ? planned.ordinal == 1 : each == session) seats.capacity = planned.capacity;
  }
  return seats;
}

std::string Planner::WordingOf(std::string_view name) const {
  const Rule* rule = FindRule(name);
  if (rule == nullptr) return "";
  const auto& change = book_->rules.OverrideOf(rule->id);
  return change ? change->wording : "";
}

}  // namespace maillage::notifier
