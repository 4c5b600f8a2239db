#pragma once

#include <date/date.h>

#include <array>
#include <string>

#include "notifier/mail/mail.h"

/// Mails for tests: a network of which nothing exists.
namespace maillage::notifier::mail::fixtures {

using namespace date::literals;
using std::chrono::hours;
using std::chrono::minutes;

/// Every rule of REMINDERS.md §8 but those of a later step (training.*).
inline constexpr std::array kRules{"meeting.save_the_date",
                                   "seminar.save_the_date",
                                   "meeting.invitation",
                                   "seminar.invitation",
                                   "meeting.nudge",
                                   "meeting.closing",
                                   "meeting.week",
                                   "meeting.eve",
                                   "meeting.survey",
                                   "meeting.survey_nudge",
                                   "meeting.materials",
                                   "meeting.absence",
                                   "meeting.minutes",
                                   "meeting.repeated_absence",
                                   "welcome.invitation",
                                   "welcome.nudge_30",
                                   "welcome.nudge_60",
                                   "welcome.overdue",
                                   "registration.confirmed",
                                   "registration.waitlisted",
                                   "registration.switched",
                                   "registration.cancelled",
                                   "registration.seat_offered",
                                   "registration.offer_closing",
                                   "registration.offer_lapsed",
                                   "session.rescheduled",
                                   "session.changed",
                                   "session.cancelled",
                                   "event.cancelled"};

inline LocalTime At(date::year_month_day day, int hour, int minute = 0) {
  return LocalTime{date::local_days{day}} + hours{hour} + minutes{minute};
}

inline std::string Link(const std::string& act) {
  return "https://maillage.example.org/r/" + act + ".eyJhY3QiOiJ4In0.c2ln";
}

inline Session SessionOn(date::year_month_day day, int number) {
  Session session;
  session.name = "cafs/95/events/r1/sessions/r1-s" + std::to_string(number);
  session.starts_at = At(day, 9, 30);
  session.ends_at = At(day, 16, 30);
  session.place = "Pôle ressources, salle Cerisaie, Eaubonne";
  session.access = "à 5 minutes à pied de la gare d'Ermont-Eaubonne ; parking au fond de la cour";
  session.register_url = Link("inscription-" + std::to_string(number));
  session.seats = {12, 2, 0, 25, 8};
  return session;
}

/// A SPLIT network meeting with two sessions, worded by `rule`; everything that a rule might use is given.
inline Section SectionOf(const std::string& rule) {
  Section section;
  section.rule = rule;
  section.subject = "cafs/95/events/r1";
  section.reference = "2026-02-03";
  section.subject_date = 2026_y / 2 / 3;
  section.event.title = "R1 : Poste et positionnement";
  section.event.format = EventFormat::kSplit;
  section.event.goals =
      "Se situer dans l'organigramme ; dire sa mission en trois phrases ; partager les fiches de poste";
  section.event.agenda = "9 h 30 : accueil\n10 h : tour de table\n14 h : ateliers";
  section.event.registration_closes_on = 2026_y / 2 / 2;
  section.event.documents = {"https://maillage.example.org/documents/r1.pdf"};
  section.sessions = {SessionOn(2026_y / 2 / 3, 1), SessionOn(2026_y / 2 / 5, 2)};
  section.links = {"",
                   Link("decline"),
                   Link("cancel"),
                   Link("accept"),
                   Link("refuse"),
                   Link("avis"),
                   Link("gestion"),
                   "https://maillage.example.org/agenda/p-1.ics"};
  section.waiting_rank = 2;
  section.offer_ends = date::sys_days{2026_y / 2 / 1} + hours{9};
  section.in_post_since = 2025_y / 11 / 17;
  return section;
}

/// The same about its first session only.
inline Section SessionSection(const std::string& rule) {
  auto section = SectionOf(rule);
  section.subject = "cafs/95/events/r1/sessions/r1-s1";
  section.alternatives = {section.sessions.back()};
  section.sessions.pop_back();
  section.previous = SessionOn(2026_y / 1 / 29, 1);
  section.previous->place = "Salle des Îles, L'Isle-Adam";
  return section;
}

/// What the rule is about in real life: event, session or person.
inline Section Typical(const std::string& rule) {
  const bool of_event = rule.find("save_the_date") != std::string::npos ||
                        rule.find("invitation") != std::string::npos || rule.find("nudge") != std::string::npos ||
                        rule == "meeting.closing" || rule == "event.cancelled";
  auto section = of_event && rule != "meeting.survey_nudge" ? SectionOf(rule) : SessionSection(rule);
  if (rule.starts_with("seminar.")) {
    section.event.kind = EventKind::kSeminar;
    section.event.format = EventFormat::kSingle;
    section.event.title = "Séminaire départemental des CTG";
    section.sessions.pop_back();
    section.links.enrol = Link("inscription");
  }
  if (rule.starts_with("welcome.") || rule == "meeting.repeated_absence") section.subject = "cafs/95/people/p-1";
  if (rule.starts_with("welcome.")) {
    section.event.kind = EventKind::kWelcome;
    section.event.title = "Rencontre d'accueil des nouveaux chargé·es de coopération";
  }
  if (rule == "welcome.overdue" || rule == "meeting.repeated_absence") section.person = "Aïcha Morel";
  if (rule == "meeting.closing") section.sessions.back().seats = {5, 0, 0, 25, 8};
  if (rule.starts_with("registration.") || rule.starts_with("session.") || rule.starts_with("event."))
    section.reference = "2026-01-05T09:00:00Z";
  if (rule == "event.cancelled") section.held_seat = true;
  return section;
}

inline Mail MailWith(std::vector<Section> sections) {
  Mail mail;
  mail.to = {"Aïcha", "Morel", "p-1@example.org", "Europe/Paris"};
  mail.caf = "Caf du Val-d'Oise";
  mail.from_address = "reseau-ctg@example.org";
  mail.message_id = "b7a1c9@maillage.example.org";
  mail.sent = date::sys_days{2026_y / 1 / 5} + hours{8};
  mail.sections = std::move(sections);
  const auto& rule = mail.sections.front().rule;
  const bool transactional =
      rule.starts_with("registration.") || rule.starts_with("session.") || rule.starts_with("event.");
  if (!transactional) mail.unsubscribe_url = "https://notifier.example.org/u/eyJhY3QiOiJ1In0.c2ln";
  return mail;
}

inline Calendar CalendarOf(const Section& section, Calendar::Method method) {
  return {method, 3, {{"cafs/95/events/r1/registrations/g1@maillage", section.event.title, section.sessions.front()}}};
}

}  // namespace maillage::notifier::mail::fixtures
