#include "notifier/engine/calendar.h"

#include "platform/core/ids.h"

namespace maillage::notifier {
namespace {

mail::CalendarEntry Entry(const Registration& registration, const Event& event, const Session& session) {
  mail::CalendarEntry entry;
  const auto key = event.format == EventFormat::kSequence ? registration.name + " " + session.name : registration.name;
  entry.uid = Sha256Hex(key).substr(0, 32) + "@maillage";
  entry.title = session.title.empty() ? event.title : event.title + " – " + session.title;
  entry.session.name = session.name;
  entry.session.title = session.title;
  entry.session.starts_at = session.starts_at;
  entry.session.ends_at = session.ends_at;
  entry.session.zone = session.zone.empty() ? event.zone : session.zone;
  entry.session.place = session.place;
  entry.session.access = session.access;
  entry.session.link = session.link;
  return entry;
}

/// Rises at each change: seconds since 2020 of the fact that the mail tells.
std::int64_t SequenceOf(const Reminder& reminder, Instant at) {
  using namespace date::literals;
  auto fact = ParseInstant(reminder.reference);
  const Instant base = date::sys_days(2020_y / 1 / 1);
  return std::chrono::duration_cast<std::chrono::seconds>((fact ? *fact : at) - base).count();
}

}  // namespace

std::optional<mail::Calendar> CalendarOf(const Mail& mail, const Planner& planner) {
  if (mail.sections.size() != 1) return std::nullopt;
  const auto& reminder = mail.sections.front();
  const auto& rule = reminder.rule;
  const bool request = rule == "registration.confirmed" || rule == "registration.switched" ||
                       rule == "session.rescheduled" || rule == "session.changed";
  const bool cancel = rule == "registration.cancelled" || rule == "session.cancelled" || rule == "event.cancelled";
  if (!request && !cancel) return std::nullopt;
  const auto* event = planner.FindEventOf(reminder.subject);
  if (event == nullptr) return std::nullopt;
  const auto* named = planner.FindSession(reminder.subject);
  // The entry is that of the registration which the mail is about, not of one made since in another session.
  const bool one_of_several = named != nullptr && event->format != EventFormat::kSequence;
  const auto* registration =
      planner.FindRegistration(event->name, mail.recipient, one_of_several ? named->name : std::string());
  if (registration == nullptr) return std::nullopt;
  // Who waits or has an offer has nothing in the calendar yet.
  if (request && registration->state != RegistrationState::kConfirmed) return std::nullopt;

  mail::Calendar calendar;
  calendar.method = request ? mail::Calendar::Method::kRequest : mail::Calendar::Method::kCancel;
  calendar.sequence = SequenceOf(reminder, mail.at);
  for (const auto& session : event->sessions) {
    const bool concerned = named != nullptr ? session.name == named->name
                           : event->format == EventFormat::kSequence || registration->session.empty()
                               ? cancel || !session.cancelled
                               : session.name == registration->session;
    if (concerned) calendar.entries.push_back(Entry(*registration, *event, session));
  }
  if (calendar.entries.empty()) return std::nullopt;
  return calendar;
}

}  // namespace maillage::notifier
