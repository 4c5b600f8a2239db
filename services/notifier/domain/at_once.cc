#include "notifier/domain/at_once.h"

#include <algorithm>

#include "notifier/domain/conditions.h"
#include "notifier/domain/reference.h"

namespace maillage::notifier::at_once {

namespace {

bool Stands(const Book& book, const Row& row, RegistrationState state) {
  const Cell* cell = book.FindCell(row.event, row.recipient);
  return cell != nullptr &&
         std::any_of(cell->registrations.begin(), cell->registrations.end(), [&](RegistrationIndex index) {
           const Registration& each = book.registration(index);
           const SessionIndex session = each.session.empty() ? kWhole : book.FindSession(row.event, each.session);
           return each.state == state && session == row.session && Micros(each.standing_since) == row.reference;
         });
}

bool OfferStands(const Book& book, const Row& row) {
  const Cell* cell = book.FindCell(row.event, row.recipient);
  return cell != nullptr &&
         std::any_of(cell->registrations.begin(), cell->registrations.end(), [&](RegistrationIndex index) {
           const Registration& each = book.registration(index);
           const SessionIndex session = each.session.empty() ? kWhole : book.FindSession(row.event, each.session);
           return session == row.session && Micros(each.standing_since) == row.reference &&
                  IsOfferOpen(book, row.event, each, book.now);
         });
}

/// "who had an active registration of the session, and still has; no later change of the same kind, the session not
/// cancelled"
const char* ChangeObstacle(const Book& book, const Row& row, std::optional<Instant> last_change) {
  const auto& dates = book.event(row.event).dates.sessions[static_cast<std::size_t>(row.session)];
  if (dates.cancelled) return "the session is cancelled";
  if (!last_change || Micros(*last_change) != row.reference) return "it was changed again";
  const Cell* cell = book.FindCell(row.event, row.recipient);
  return HasActiveIn(book, row.event, row.session, cell, book.now) ? nullptr : "no active registration any more";
}

}  // namespace

void Add(Book& book, RuleId rule, EventIndex event, SessionIndex session, PersonIndex recipient, Instant at,
         Instant until) {
  if (!IsPublished(book.event(event))) return;  // "All need a published event" (§8)
  Row row;
  row.rule = rule;
  row.recipient = recipient;
  row.event = event;
  row.session = session;
  row.reference = Micros(at);
  row.due = at;
  row.until = until;
  row.since = at;
  for (const RowIndex index : std::vector<RowIndex>(book.CellOf(event, recipient).rows)) {
    Row& known = book.row(index);
    if (!known.SameKey(row)) continue;
    if (!known.Open()) return;
    known.until = std::max(known.until, until);
    known.since = at;
    return book.Plan(index, at);
  }
  book.Plan(book.AddRow(std::move(row)), at);
}

const char* Obstacle(const Book& book, const Row& row) {
  const EventEntry& event = book.event(row.event);
  if (!book.person(row.recipient).data.present) return "not present";
  if (book.person(row.recipient).data.address_blocked) return "the address is blocked";
  switch (row.rule) {
    case RuleId::kRegistrationConfirmed:
    case RuleId::kRegistrationSwitched:
      return Stands(book, row, RegistrationState::kConfirmed) ? nullptr : "the registration has changed since";
    case RuleId::kRegistrationWaitlisted:
      return Stands(book, row, RegistrationState::kWaitlisted) ? nullptr : "the registration has changed since";
    case RuleId::kRegistrationSeatOffered:
      if (event.data.state != EventState::kPublished) return "the event is cancelled";
      return OfferStands(book, row) ? nullptr : "the offer is not open any more";
    case RuleId::kRegistrationCancelled:
    case RuleId::kRegistrationOfferLapsed:
      return HasActive(book, row.event, book.FindCell(row.event, row.recipient), book.now)
                 ? "has an active registration"
                 : nullptr;
    case RuleId::kSessionRescheduled:
      return ChangeObstacle(book, row, event.data.sessions[static_cast<std::size_t>(row.session)].rescheduled_at);
    case RuleId::kSessionChanged:
      return ChangeObstacle(book, row, event.data.sessions[static_cast<std::size_t>(row.session)].relocated_at);
    default:
      return nullptr;
  }
}

Instant UntilOf(const Book& book, const Row& row) {
  if (row.session == kWhole || RuleOf(row.rule).until != Until::kKeeps) return row.until;
  return book.event(row.event).dates.sessions[static_cast<std::size_t>(row.session)].start;
}

}  // namespace maillage::notifier::at_once
