#include "notifier/domain/stored.h"

#include "notifier/domain/hear.h"
#include "notifier/domain/plan.h"
#include "notifier/domain/reference.h"
#include "platform/core/ids.h"

namespace maillage::notifier {

namespace {

std::string SubjectOf(const Book& book, const Row& row) {
  if (row.person != kNone) return book.person(row.person).data.name;
  const Event& event = book.event(row.event).data;
  return row.session == kWhole ? event.name : event.sessions[static_cast<std::size_t>(row.session)].name;
}

std::optional<Instant> Known(Instant instant) {
  return instant == kNotSet || instant == kNever ? std::nullopt : std::optional(instant);
}

/// Finds what `subject` names. False: nothing that is known.
bool ReadSubject(Book& book, const std::string& subject, Row& row) {
  if (RuleOf(row.rule).scope == Scope::kPerson) {
    row.person = book.PersonOf(subject);
    return true;
  }
  const auto sessions = subject.find("/sessions/");
  row.event = book.FindEvent(subject.substr(0, sessions));
  if (row.event == kNone) return false;
  if (sessions != std::string::npos) row.session = book.FindSession(row.event, subject);
  return sessions == std::string::npos || row.session != kWhole;
}

Delivery ToDelivery(const Reminder& reminder) {
  return {.name = reminder.name,
          .about = reminder.about,
          .claimed_at = reminder.claimed_at,
          .claim = reminder.claim,
          .sent_at = reminder.sent_at,
          .address = reminder.address,
          .message_id = reminder.message_id,
          .server_answer = reminder.server_answer};
}

}  // namespace

Reminder ToReminder(const Book& book, RowIndex index) {
  const Row& row = book.row(index);
  Reminder reminder;
  reminder.rule = RuleOf(row.rule).name;
  reminder.recipient = book.person(row.recipient).data.name;
  reminder.subject = SubjectOf(book, row);
  reminder.reference = ReferenceText(row);
  const Delivery* delivery = row.delivery == kNone ? nullptr : &book.deliveries[static_cast<std::size_t>(row.delivery)];
  reminder.name = delivery != nullptr && !delivery->name.empty()
                      ? delivery->name
                      : ReminderName(book.caf_code, reminder.rule, reminder.recipient, reminder.subject,
                                     reminder.reference, reminder.channel);
  reminder.state = row.state;
  reminder.detail = row.detail;
  reminder.due = Known(row.due);
  reminder.leave = Known(row.leave);
  reminder.until = Known(row.until);
  reminder.since = Known(row.since);
  reminder.capped = row.capped;
  reminder.by_hand = row.by_hand;
  if (delivery == nullptr) return reminder;
  reminder.about = delivery->about;
  reminder.claimed_at = delivery->claimed_at;
  reminder.claim = delivery->claim;
  reminder.sent_at = delivery->sent_at;
  reminder.address = delivery->address;
  reminder.message_id = delivery->message_id;
  reminder.server_answer = delivery->server_answer;
  return reminder;
}

void RestoreReminder(Book& book, const Reminder& reminder) {
  const Rule* rule = FindRule(reminder.rule);
  if (rule == nullptr) return;  // of a rule that no longer exists: nothing more happens to it
  Row row;
  row.rule = rule->id;
  row.recipient = book.PersonOf(reminder.recipient);
  if (!ReadSubject(book, reminder.subject, row)) return;
  row.reference = ParseReference(*rule, reminder.reference);
  row.due = reminder.due.value_or(kNotSet);
  row.until = reminder.until.value_or(kNever);
  row.since = reminder.since.value_or(kNotSet);
  row.detail = reminder.detail;
  row.by_hand = reminder.by_hand;
  row.capped = reminder.capped;
  row.stored = true;
  const RowIndex index = book.AddRow(row);
  const Delivery delivery = ToDelivery(reminder);
  if (!delivery.claim.empty() || delivery.sent_at || !delivery.about.empty() || !delivery.server_answer.empty())
    book.DeliveryOf(index) = delivery;
  if (reminder.state == ReminderState::kPlanned) {
    book.Plan(index, reminder.leave.value_or(row.due));
    return;
  }
  book.row(index).leave = reminder.leave.value_or(kNotSet);
  book.row(index).state = reminder.state;
  if (reminder.state == ReminderState::kClaimed || reminder.state == ReminderState::kUnknown)
    book.in_flight.insert(index);
  if (reminder.state == ReminderState::kSent) book.RememberSent(index);
}

Records TakeDirty(Book& book) {
  Records records;
  if (book.dirty.caf) records.caf = book.caf;
  for (const PersonIndex index : book.dirty.people) records.people.push_back(book.person(index).data);
  for (const PostIndex index : book.dirty.posts) records.posts.push_back(book.posts[static_cast<std::size_t>(index)]);
  for (const EventIndex index : book.dirty.events) records.events.push_back(book.event(index).data);
  for (const RegistrationIndex index : book.dirty.registrations)
    records.registrations.push_back(book.registration(index));
  for (const auto& [event, person] : book.dirty.marks) {
    for (const auto& [session, attendance] : book.FindCell(event, person)->marks)
      records.attendances.push_back(attendance);
  }
  for (const auto& [event, person] : book.dirty.answers)
    records.answers.push_back(*book.FindCell(event, person)->answer);
  for (const auto& [event, person] : book.dirty.declines)
    records.declines.push_back(*book.FindCell(event, person)->decline);
  for (const RuleId rule : book.dirty.overrides) records.overrides.push_back(*book.rules.OverrideOf(rule));
  for (const RowIndex index : book.dirty.rows) {
    Row& row = book.row(index);
    (row.stored ? records.updated : records.reminders).push_back(ToReminder(book, index));
    row.dirty = false;
    row.stored = true;
  }
  records.cursor = book.now;
  book.dirty = {};
  return records;
}

void Restore(Book& book, const Records& stored) {
  if (stored.caf) keep::Caf(book, *stored.caf);
  book.now = stored.cursor;
  for (const RuleOverride& change : stored.overrides) book.rules.Override(change);
  for (const Person& person : stored.people) keep::Person(book, person);
  for (const Post& post : stored.posts) keep::Post(book, post);
  for (const Event& event : stored.events) keep::Event(book, event);
  for (const Registration& registration : stored.registrations) keep::Registration(book, registration);
  for (const Attendance& attendance : stored.attendances) keep::Attendance(book, attendance);
  for (const SurveyAnswer& answer : stored.answers) keep::Answer(book, answer);
  for (const Decline& decline : stored.declines) keep::Decline(book, decline);
  for (const Reminder& reminder : stored.reminders) RestoreReminder(book, reminder);
  for (PersonIndex person = 0; person < book.PersonCount(); ++person) plan::NoteDatesOfPerson(book, person);
  for (EventIndex event = 0; event < book.EventCount(); ++event) {
    plan::NoteDatesOfEvent(book, event);
    for (PersonIndex person = 0; person < book.PersonCount(); ++person) plan::NoteDatesOfCell(book, event, person);
  }
  for (const RowIndex index : book.dirty.rows) book.row(index).dirty = false;
  book.dirty = {};
}

}  // namespace maillage::notifier
