#include "notifier/domain/plan.h"

#include <algorithm>

#include "notifier/domain/conditions.h"
#include "notifier/domain/wanted.h"

namespace maillage::notifier::plan {

namespace {

/// "Wanted since before its due time: it leaves at its due time", else as its rule says (§3).
void PlanRow(Book& book, RowIndex index) {
  Row& row = book.row(index);
  const Rule& rule = RuleOf(row.rule);
  const auto next_morning = [&] { return book.mornings.Next(row.since, book.zones, book.person(row.recipient).zone); };
  if (rule.anchor == Anchor::kSince) {
    row.due = next_morning();
    row.until = row.since + std::chrono::hours{24 * rule.until_offset};
    book.Plan(index, row.due);
  } else if (row.since < row.due) {
    book.Plan(index, row.due);
  } else if (rule.late == Late::kMorning) {
    book.Plan(index, next_morning());
  } else {
    book.Settle(index, ReminderState::kNotApplicable, "wanted only since its due time or later");
  }
}

void Begin(Book& book, RowIndex index, Instant since) {
  Row& row = book.row(index);
  row.since = since;
  row.capped = false;
  PlanRow(book, index);
}

void End(Book& book, RowIndex index) {
  Row& row = book.row(index);
  row.since = kNotSet;
  if (row.state == ReminderState::kPlanned)
    book.Settle(index, ReminderState::kCancelled,
                row.person == kNone ? WhyNotOfEvent(book, row, book.now) : WhyNotAbout(book, row, book.now));
  book.Touch(index);
}

/// A row that is still wanted: its due time or until may have moved under the same reference.
void Refresh(Book& book, RowIndex index, const Wanted& wanted) {
  Row& row = book.row(index);
  if (RuleOf(row.rule).anchor == Anchor::kSince) return;
  if (row.until != wanted.until) {
    row.until = wanted.until;
    book.Touch(index);
  }
  if (row.due == wanted.due) return;
  row.due = wanted.due;
  book.Touch(index);
  if (row.state == ReminderState::kPlanned && !row.capped) PlanRow(book, index);
}

void Meet(Book& book, RowIndex index, const Wanted& wanted, Instant at) {
  Row& row = book.row(index);
  if (row.by_hand || !row.Open()) return;
  if (row.Wanted()) return Refresh(book, index, wanted);
  row.due = wanted.due;
  row.until = wanted.until;
  Begin(book, index, at);
}

RowIndex Add(Book& book, const Wanted& wanted) {
  Row row;
  row.rule = wanted.rule;
  row.recipient = wanted.recipient;
  row.event = wanted.event;
  row.session = wanted.session;
  row.person = wanted.person;
  row.reference = wanted.reference;
  row.due = wanted.due;
  row.until = wanted.until;
  return book.AddRow(std::move(row));
}

bool IsFor(const Row& row, const Wanted& wanted) {
  return row.rule == wanted.rule && row.recipient == wanted.recipient && row.session == wanted.session &&
         row.reference == wanted.reference;
}

/// "One key, one row, with the later until" (§8).
void MergeSameKeys(std::vector<Wanted>& wanted) {
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    for (std::size_t other = wanted.size() - 1; other > index; --other) {
      const Wanted &a = wanted[index], &b = wanted[other];
      if (a.rule != b.rule || a.recipient != b.recipient || a.session != b.session || a.reference != b.reference)
        continue;
      wanted[index].until = std::max(a.until, b.until);
      wanted.erase(wanted.begin() + static_cast<std::ptrdiff_t>(other));
    }
  }
}

/// Makes the rows of one group (a cell's, or those about a person) what is wanted now.
void Reconcile(Book& book, const std::vector<RowIndex>& group, std::vector<Wanted>& wanted, Instant at) {
  MergeSameKeys(wanted);
  std::vector<bool> met(wanted.size(), false);
  for (const RowIndex index : group) {
    const Row& row = book.row(index);
    if (RuleOf(row.rule).AtOnce()) continue;
    const auto found = std::find_if(wanted.begin(), wanted.end(), [&](const Wanted& each) { return IsFor(row, each); });
    if (found != wanted.end()) {
      met[static_cast<std::size_t>(found - wanted.begin())] = true;
      Meet(book, index, *found, at);
    } else if (row.Open() && row.Wanted() && !row.by_hand) {
      End(book, index);
    }
  }
  for (std::size_t index = 0; index < wanted.size(); ++index) {
    if (!met[index]) Begin(book, Add(book, wanted[index]), at);
  }
}

}  // namespace

void LookAtCell(Book& book, EventIndex event, PersonIndex person, Instant at) {
  std::vector<Wanted> wanted;
  WantedOfEvent(book, event, person, book.now, wanted);
  const Cell* cell = book.FindCell(event, person);
  if (cell == nullptr && wanted.empty()) return;
  Reconcile(book, cell == nullptr ? std::vector<RowIndex>{} : std::vector<RowIndex>{cell->rows}, wanted, at);
}

void LookAtEvent(Book& book, EventIndex event, Instant at) {
  for (PersonIndex person = 0; person < book.PersonCount(); ++person) LookAtCell(book, event, person, at);
  if (book.event(event).data.kind == EventKind::kWelcome) LookAboutEverybody(book, at);
}

void LookAbout(Book& book, PersonIndex person, Instant at) {
  std::vector<Wanted> wanted;
  WantedAbout(book, person, book.now, wanted);
  const std::vector<RowIndex> group = book.person(person).rows;
  if (group.empty() && wanted.empty()) return;
  Reconcile(book, group, wanted, at);
}

void LookAboutEverybody(Book& book, Instant at) {
  for (PersonIndex person = 0; person < book.PersonCount(); ++person) {
    const PersonEntry& entry = book.person(person);
    if (!entry.rows.empty() || !entry.assignments.empty() || !entry.no_shows.empty()) LookAbout(book, person, at);
  }
}

void LookAtPerson(Book& book, PersonIndex person, Instant at) {
  for (EventIndex event = 0; event < book.EventCount(); ++event) LookAtCell(book, event, person, at);
}

void LookAtEverything(Book& book, Instant at) {
  for (EventIndex event = 0; event < book.EventCount(); ++event) {
    for (PersonIndex person = 0; person < book.PersonCount(); ++person) LookAtCell(book, event, person, at);
  }
  LookAboutEverybody(book, at);
}

namespace {

void Note(Book& book, Instant at, EventIndex event, PersonIndex person) {
  if (at > book.now && at != kNever) book.boundaries.insert({at, event, person});
}

}  // namespace

void NoteDatesOfEvent(Book& book, EventIndex index) {
  const EventEntry& event = book.event(index);
  if (!IsPublished(event)) return;
  Note(book, event.dates.opens_at, index, kNone);
  Note(book, event.dates.closes_at, index, kNone);
  for (const auto& session : event.dates.sessions) {
    if (!session.cancelled) Note(book, session.start, index, kNone);
  }
}

void NoteDatesOfCell(Book& book, EventIndex event, PersonIndex person) {
  const Cell* cell = book.FindCell(event, person);
  if (cell == nullptr) return;
  for (const RegistrationIndex index : cell->registrations) {
    const Registration& registration = book.registration(index);
    if (registration.state == RegistrationState::kOffered && registration.offer_expires_at)
      Note(book, *registration.offer_expires_at, event, person);
  }
  const Zones::Index zone = book.person(person).zone;
  if (cell->invited_at) Note(book, book.mornings.DaysAgoFrom(*cell->invited_at, 5, book.zones, zone), event, person);
  for (const auto& [session, sent_at] : cell->surveys)
    Note(book, book.mornings.DaysAgoFrom(sent_at, 3, book.zones, zone), event, person);
}

void NoteDatesOfPerson(Book& book, PersonIndex person) {
  const Zone& zone = book.zones[book.caf_zone];
  for (const auto& [post, assignment] : book.person(person).assignments) {
    Note(book, zone.StartOf(assignment.from), kNone, person);
    if (assignment.to) Note(book, zone.StartOf(PlusDays(*assignment.to, 1)), kNone, person);
  }
}

void Advance(Book& book, Instant to) {
  while (!book.boundaries.empty() && book.boundaries.begin()->at <= to) {
    const Boundary boundary = *book.boundaries.begin();
    book.boundaries.erase(book.boundaries.begin());
    book.now = std::max(book.now, boundary.at);
    if (boundary.event == kNone) {
      LookAbout(book, boundary.person, boundary.at);
    } else if (boundary.person == kNone) {
      LookAtEvent(book, boundary.event, boundary.at);
    } else {
      LookAtCell(book, boundary.event, boundary.person, boundary.at);
    }
  }
  book.now = std::max(book.now, to);
}

}  // namespace maillage::notifier::plan
