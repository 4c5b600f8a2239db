#include "notifier/rpc/messages.h"

namespace maillage::notifier::rpc {
namespace v1 = maillage::notifier::v1;

google::protobuf::Timestamp ToProto(Instant instant) {
  google::protobuf::Timestamp timestamp;
  const auto seconds = date::floor<std::chrono::seconds>(instant);
  timestamp.set_seconds(seconds.time_since_epoch().count());
  timestamp.set_nanos(static_cast<int>(std::chrono::nanoseconds(instant - seconds).count()));
  return timestamp;
}

Instant ToInstant(const google::protobuf::Timestamp& timestamp) {
  return Instant(std::chrono::seconds(timestamp.seconds())) + std::chrono::microseconds(timestamp.nanos() / 1000);
}

v1::Reminder::State ToProto(ReminderState state) {
  v1::Reminder::State value = v1::Reminder::STATE_UNSPECIFIED;
  v1::Reminder::State_Parse(ToString(state), &value);
  return value;
}

namespace {

std::string NameOf(const Person* person) {
  return person == nullptr ? "" : person->given_name + " " + person->family_name;
}

std::string TitleOf(const Planner& planner, const std::string& subject) {
  const auto* event = planner.FindEventOf(subject);
  return event != nullptr ? event->title : NameOf(planner.FindPerson(subject));
}

}  // namespace

v1::Reminder ToProto(const Reminder& reminder, const Planner* planner) {
  v1::Reminder message;
  message.set_name(reminder.name);
  message.set_rule(reminder.rule);
  message.set_recipient(reminder.recipient);
  message.set_subject(reminder.subject);
  message.set_reference(reminder.reference);
  message.set_channel(reminder.channel);
  message.set_state(ToProto(reminder.state));
  message.set_detail(reminder.detail);
  if (reminder.due) *message.mutable_due_time() = ToProto(*reminder.due);
  if (reminder.leave) *message.mutable_leave_time() = ToProto(*reminder.leave);
  if (reminder.until) *message.mutable_until_time() = ToProto(*reminder.until);
  if (reminder.since) *message.mutable_since_time() = ToProto(*reminder.since);
  if (reminder.sent_at) *message.mutable_sent_time() = ToProto(*reminder.sent_at);
  message.set_message_id(reminder.message_id);
  message.set_server_answer(reminder.server_answer);
  if (planner == nullptr) return message;
  message.set_recipient_name(NameOf(planner->FindPerson(reminder.recipient)));
  message.set_subject_title(TitleOf(*planner, reminder.subject));
  return message;
}

}  // namespace maillage::notifier::rpc
