#include "notifier/engine/letter.h"

#include <algorithm>

#include "notifier/engine/calendar.h"
#include "platform/calendar/zone.h"

namespace maillage::notifier {
namespace {

Zone ZoneOr(const std::string& name, const std::string& fallback) {
  auto zone = Zone::Named(name.empty() ? fallback : name);
  return zone ? *zone : Zone::Utc();
}

Instant StartOf(const Session& session) { return ZoneOr(session.zone, "Europe/Paris").ToInstant(session.starts_at); }

mail::Session ToMail(const Session& session) {
  mail::Session shown;
  shown.name = session.name;
  shown.title = session.title;
  shown.starts_at = session.starts_at;
  shown.ends_at = session.ends_at;
  shown.zone = session.zone;
  shown.place = session.place;
  shown.access = session.access;
  shown.link = session.link;
  shown.seats.capacity = session.capacity;
  shown.seats.minimum = session.minimum;
  return shown;
}

/// `2026-02-03T09:30/2026-02-03T16:30 Europe/Paris`, as the planner keeps the time before a move.
void ReadMovedFrom(const std::string& text, mail::Session& previous) {
  const auto slash = text.find('/');
  const auto blank = text.find(' ');
  if (slash == std::string::npos || blank == std::string::npos) return;
  if (auto start = ParseLocalTime(text.substr(0, slash))) previous.starts_at = *start;
  if (auto end = ParseLocalTime(text.substr(slash + 1, blank - slash - 1))) previous.ends_at = *end;
  previous.zone = text.substr(blank + 1);
}

bool Starts(const std::string& text, const char* prefix) { return text.rfind(prefix, 0) == 0; }

/// The sessions a section is about: the one its subject names, else those of the event that are not cancelled (for a
/// cancelled event those that were to come; before a choice those still to come).
std::vector<const Session*> SessionsOf(const Reminder& reminder, const Event& event, Instant at) {
  std::vector<const Session*> chosen;
  const bool cancelled = reminder.rule == "event.cancelled";
  const bool before = cancelled || reminder.rule.find("invitation") != std::string::npos ||
                      reminder.rule.find("nudge") != std::string::npos ||
                      reminder.rule.find("save_the_date") != std::string::npos;
  for (const auto& session : event.sessions) {
    if (reminder.subject.find("/sessions/") != std::string::npos) {
      if (session.name == reminder.subject) chosen.push_back(&session);
    } else if (reminder.rule == "meeting.repeated_absence") {
      // Its reference is the date of the session missed.
      if (ToString(CivilDate(date::floor<date::days>(session.starts_at))) == reminder.reference)
        chosen.push_back(&session);
    } else if ((cancelled || !session.cancelled) && (!before || StartOf(session) > at)) {
      chosen.push_back(&session);
    }
  }
  std::sort(chosen.begin(), chosen.end(), [](const auto* a, const auto* b) { return StartOf(*a) < StartOf(*b); });
  return chosen;
}

mail::Standing StandingOf(const Registration* registration) {
  if (registration == nullptr) return mail::Standing::kConfirmed;
  switch (registration->state) {
    case RegistrationState::kWaitlisted:
      return mail::Standing::kWaiting;
    case RegistrationState::kOffered:
      return mail::Standing::kOffered;
    default:
      return mail::Standing::kConfirmed;
  }
}

mail::CancelCause CauseOf(const Registration* registration) {
  if (registration == nullptr) return mail::CancelCause::kPerson;
  switch (registration->cancel_cause) {
    case CancelCause::kPilot:
      return mail::CancelCause::kPilot;
    case CancelCause::kOfferTurnedDown:
      return mail::CancelCause::kOfferTurnedDown;
    default:
      return mail::CancelCause::kPerson;
  }
}

}  // namespace

mail::Mail LetterWriter::Write(const Mail& mail, const Planner& planner) const {
  mail::Mail letter;
  const auto* caf = planner.FindCaf();
  const auto* person = planner.FindPerson(mail.recipient);
  const auto caf_zone = caf != nullptr ? caf->zone : std::string("Europe/Paris");
  if (caf != nullptr) letter.caf = caf->display_name;
  letter.to.address = mail.address;
  if (person != nullptr) {
    letter.to.given_name = person->given_name;
    letter.to.family_name = person->family_name;
  }
  letter.to.zone = person != nullptr && !person->zone.empty() ? person->zone : caf_zone;
  letter.from_address = config_.from;
  letter.message_id = mail.message_id;
  letter.sent = mail.at;
  if (!mail.transactional) {
    const auto years = std::chrono::hours(24 * 365 * 2);
    letter.unsubscribe_url = config_.notifier_url + "/u/" +
                             signer_.Sign({{"act", "unsubscribe"}, {"person", mail.recipient}}, mail.at + years);
  }
  for (const auto& reminder : mail.sections) letter.sections.push_back(Section(mail, reminder, planner));
  letter.calendar = CalendarOf(mail, planner);
  return letter;
}

mail::Section LetterWriter::Section(const Mail& mail, const Reminder& reminder, const Planner& planner) const {
  mail::Section section;
  section.rule = reminder.rule;
  section.subject = reminder.subject;
  section.reference = reminder.reference;
  section.wording = planner.WordingOf(reminder.rule);
  if (auto date = ParseDate(reminder.reference)) section.subject_date = *date;
  if (auto instant = ParseInstant(reminder.reference)) section.subject_date = Zone::Utc().DateOf(*instant);

  if (const auto* about = planner.FindPerson(reminder.subject); about != nullptr && about->name != mail.recipient) {
    section.person = about->given_name + " " + about->family_name;
  }
  if (Starts(reminder.rule, "welcome.")) section.in_post_since = section.subject_date;

  const auto* event = planner.FindEventOf(reminder.about.empty() ? reminder.subject : reminder.about);
  if (event == nullptr) return section;
  section.event.title = event->title;
  section.event.kind = static_cast<mail::EventKind>(event->kind);
  section.event.format = static_cast<mail::EventFormat>(event->format);
  section.event.goals = event->goals;
  section.event.agenda = event->agenda;
  section.event.registration_closes_on = event->registration_closes_on;
  if (reminder.rule == "meeting.materials") section.event.documents = event->documents;

  for (const auto* session : SessionsOf(reminder, *event, mail.at)) {
    auto shown = ToMail(*session);
    const auto seats = planner.SeatsOf(session->name);
    shown.seats = {seats.confirmed, seats.offered, seats.waiting, seats.capacity, session->minimum};
    section.sessions.push_back(std::move(shown));
  }
  if (!section.sessions.empty() && !Starts(reminder.rule, "welcome.") && reminder.rule != "meeting.repeated_absence") {
    section.subject_date = CivilDate(date::floor<date::days>(section.sessions.front().starts_at));
  }
  const auto* registration = planner.FindRegistration(event->name, mail.recipient);
  section.standing = StandingOf(registration);
  section.cancel_cause = CauseOf(registration);
  if (registration != nullptr) {
    section.offer_ends = registration->offer_expires_at;
    section.waiting_rank = registration->waiting_rank;
    section.held_seat = registration->cancel_cause == CancelCause::kEventCancelled ||
                        registration->state == RegistrationState::kConfirmed;
  }
  if (reminder.rule == "registration.switched" && registration != nullptr) {
    if (const auto* before = planner.FindSession(registration->switched_from)) section.previous = ToMail(*before);
  }
  if (const auto* session = planner.FindSession(reminder.subject)) {
    if (reminder.rule == "session.rescheduled" || reminder.rule == "session.changed") {
      section.previous = ToMail(*session);
      if (reminder.rule == "session.rescheduled") ReadMovedFrom(session->moved_from, *section.previous);
      if (reminder.rule == "session.changed") section.previous->place = session->relocated_from;
    }
    if (reminder.rule == "meeting.absence" || reminder.rule == "session.cancelled") {
      for (const auto& other : event->sessions) {
        const auto seats = planner.SeatsOf(other.name);
        if (other.cancelled || other.name == session->name || StartOf(other) <= mail.at ||
            event->format != EventFormat::kSplit)
          continue;
        if (seats.confirmed + seats.offered < seats.capacity && seats.waiting == 0)
          section.alternatives.push_back(ToMail(other));
      }
    }
  }
  AddLinks(section, mail, reminder, *event);
  return section;
}

void LetterWriter::AddLinks(mail::Section& section, const Mail& mail, const Reminder& reminder,
                            const Event& event) const {
  const auto is = [&](std::initializer_list<const char*> rules) {
    return std::any_of(rules.begin(), rules.end(), [&](const char* rule) { return reminder.rule == rule; });
  };
  // A copy to somebody else (adviser, pilot) carries no answer of the person concerned.
  if (!section.person.empty()) return;
  const auto only = section.sessions.size() == 1 ? section.sessions.front().name : std::string();
  if (is({"meeting.invitation", "seminar.invitation", "meeting.nudge", "welcome.invitation", "welcome.nudge_30",
          "welcome.nudge_60"})) {
    if (event.format == EventFormat::kSplit) {
      for (auto& session : section.sessions) session.register_url = Answer("register", mail, event, session.name);
    } else {
      section.links.enrol = Answer("register", mail, event, event.format == EventFormat::kSequence ? "" : only);
    }
    section.links.decline = Answer("decline", mail, event, "");
  }
  if (is({"meeting.save_the_date", "seminar.save_the_date"}))
    section.links.decline = Answer("decline", mail, event, "");
  for (auto& session : section.alternatives) session.register_url = Answer("register", mail, event, session.name);
  if (is({"meeting.week", "meeting.eve", "registration.confirmed", "registration.waitlisted", "registration.switched",
          "session.rescheduled", "session.changed"})) {
    section.links.cancel = Answer("cancel", mail, event, "");
  }
  if (is({"registration.seat_offered", "registration.offer_closing"})) {
    section.links.accept = Answer("accept", mail, event, "");
    section.links.refuse = Answer("refuse", mail, event, "");
  }
  if (is({"meeting.survey", "meeting.survey_nudge"})) section.links.survey = Answer("survey", mail, event, "");
  if (is({"registration.confirmed", "registration.switched"})) {
    static const auto kFarAway = ParseInstant("2100-01-01T00:00:00Z").value();
    section.links.feed = config_.public_url + "/agenda/" +
                         signer_.Sign({{"act", "feed"}, {"person", mail.recipient}}, kFarAway) + ".ics";
  }
}

std::string LetterWriter::Answer(const std::string& act, const Mail& mail, const Event& event,
                                 const std::string& session) const {
  std::map<std::string, std::string> fields{{"act", act}, {"person", mail.recipient}, {"event", event.name}};
  if (!session.empty()) fields["session"] = session;
  // A link answers until the end of the session it is about, of the event's last one otherwise (REMINDERS.md §6); a
  // survey for the 14 days in which it is open.
  Instant expires{};
  for (const auto& candidate : event.sessions) {
    if (!session.empty() && candidate.name != session) continue;
    expires = std::max(expires, ZoneOr(candidate.zone, event.zone).ToInstant(candidate.ends_at));
  }
  if (act == "survey") expires += std::chrono::hours(24 * 15);
  return config_.public_url + "/r/" + signer_.Sign(fields, expires);
}

}  // namespace maillage::notifier
