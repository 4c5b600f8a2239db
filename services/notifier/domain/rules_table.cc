#include <string_view>

#include "notifier/domain/rules.h"

namespace maillage::notifier {

namespace {

using namespace condition;
using namespace kinds;
using enum RuleId;

constexpr std::uint32_t kUnregistered = kEventNotCancelled | kNoActiveRegistration | kNotDeclined;
constexpr std::uint32_t kNotWelcomed = kNoActiveRegistration | kWelcomeOpen;

/// REMINDERS.md §8, line by line: id, name, kinds, scope, anchor, offset · to, wanted while · late, until ·
/// description.
// clang-format off
constexpr Rule kRules[] = {
    {kMeetingSaveTheDate, "meeting.save_the_date", kN | kT | kA, Scope::kEvent, Anchor::kEventStart, -60,
     Recipients::kAudience, kUnregistered | kNotInvited | kSeatsToCome,
     Late::kMorning, Until::kDueOf, 0, kMeetingInvitation,
     "Annonce de la date, 60 jours avant, aux personnes concernées"},
    {kSeminarSaveTheDate, "seminar.save_the_date", kS, Scope::kEvent, Anchor::kEventStart, -90,
     Recipients::kAudience, kUnregistered | kNotInvited | kSeatsToCome,
     Late::kMorning, Until::kDueOf, 0, kSeminarInvitation,
     "Annonce de la date d’un séminaire, 90 jours avant, aux personnes concernées"},
    {kMeetingInvitation, "meeting.invitation", kN | kW | kT | kA, Scope::kEvent, Anchor::kEventStart, -30,
     Recipients::kAudience, kUnregistered | kRegistrationOpen | kNotInvitedByWelcome,
     Late::kMorning, Until::kSeats, 0, {},
     "Invitation à s’inscrire, 30 jours avant, aux personnes concernées"},
    {kSeminarInvitation, "seminar.invitation", kS, Scope::kEvent, Anchor::kEventStart, -45,
     Recipients::kAudience, kUnregistered | kRegistrationOpen,
     Late::kMorning, Until::kSeats, 0, {},
     "Invitation à un séminaire, 45 jours avant, aux personnes concernées"},
    {kMeetingNudge, "meeting.nudge", kAll, Scope::kEvent, Anchor::kEventStart, -15,
     Recipients::kAudience, kUnregistered | kRegistrationOpen | kInvitedFiveDaysAgo,
     Late::kSkip, Until::kSeats, 0, {},
     "Relance, 15 jours avant, des personnes invitées qui n’ont pas répondu"},
    {kMeetingClosing, "meeting.closing", kAll, Scope::kEvent, Anchor::kEventStart, -10,
     Recipients::kPilots, kEventNotCancelled,
     Late::kMorning, Until::kEventStart, 0, {},
     "Point sur les inscriptions, 10 jours avant, au Pôle ressources"},
    {kMeetingWeek, "meeting.week", kAll, Scope::kSessionOrWhole, Anchor::kSessionStart, -7,
     Recipients::kConfirmed, kEventNotCancelled,
     Late::kSkip, Until::kDueOf, 0, kMeetingEve,
     "Rappel, 7 jours avant, aux personnes inscrites"},
    {kMeetingEve, "meeting.eve", kAll, Scope::kSession, Anchor::kSessionStart, -1,
     Recipients::kConfirmed, kEventNotCancelled,
     Late::kSkip, Until::kSessionStart, -2, {},
     "Rappel, la veille, aux personnes inscrites"},
    {kMeetingSurvey, "meeting.survey", kAll, Scope::kSessionOrWhole, Anchor::kSessionEnd, +1,
     Recipients::kAttended, kNotAnswered,
     Late::kMorning, Until::kAnchorDate, +14, {},
     "Questionnaire de satisfaction, le lendemain, aux personnes présentes"},
    {kMeetingSurveyNudge, "meeting.survey_nudge", kAll, Scope::kSessionOrWhole, Anchor::kSessionEnd, +7,
     Recipients::kAttended, kNotAnswered | kSurveyThreeDaysAgo,
     Late::kSkip, Until::kAnchorDate, +14, {},
     "Relance du questionnaire, 7 jours après"},
    {kMeetingMaterials, "meeting.materials", kAll, Scope::kSessionOrWhole, Anchor::kSessionEnd, +2,
     Recipients::kAttended, kDocumentsShared,
     Late::kMorning, Until::kAnchorDate, +60, {},
     "Documents partagés, 2 jours après, aux personnes présentes"},
    {kMeetingAbsence, "meeting.absence", kAll, Scope::kSession, Anchor::kSessionEnd, +2,
     Recipients::kNoShow, kEventNotCancelled | kSplit | kNoActiveRegistration | kSeatElsewhere | kRegistrationOpen,
     Late::kMorning, Until::kSeats, 0, {},
     "Autre session proposée, 2 jours après, aux personnes absentes"},
    {kMeetingMinutes, "meeting.minutes", kN | kW | kS, Scope::kEvent, Anchor::kEventEnd, +15,
     Recipients::kPilots, kMinutesNotPublished,
     Late::kSkip, Until::kAnchorDate, +30, {},
     "Compte rendu à publier, 15 jours après, au Pôle ressources"},
    // The page says N W T; the worked example random-5 has it for an action training too.
    {kMeetingRepeatedAbsence, "meeting.repeated_absence", kN | kW | kT | kA, Scope::kPerson, Anchor::kSince, 0,
     Recipients::kAdvisersAndPilots, kNoShowTwice,
     Late::kNone, Until::kSinceDays, +14, {},
     "Deuxième absence en 12 mois, le lendemain matin, aux chargé·es de conseil et au Pôle ressources"},
    {kWelcomeInvitation, "welcome.invitation", 0, Scope::kPerson, Anchor::kFirstPostDay, +3,
     Recipients::kOfficer, kNotWelcomed | kNotInvitedByMeeting,
     Late::kMorning, Until::kAnchorDate, +90, {},
     "Invitation à une rencontre d’accueil, 3 jours après la prise de poste"},
    {kWelcomeNudge30, "welcome.nudge_30", 0, Scope::kPerson, Anchor::kFirstPostDay, +30,
     Recipients::kOfficerAndAdvisers, kNotWelcomed,
     Late::kSkip, Until::kAnchorDate, +60, {},
     "Relance pour la rencontre d’accueil, 30 jours après la prise de poste"},
    {kWelcomeNudge60, "welcome.nudge_60", 0, Scope::kPerson, Anchor::kFirstPostDay, +60,
     Recipients::kOfficerAndAdvisers, kNotWelcomed,
     Late::kSkip, Until::kAnchorDate, +90, {},
     "Relance pour la rencontre d’accueil, 60 jours après la prise de poste"},
    {kWelcomeOverdue, "welcome.overdue", 0, Scope::kPerson, Anchor::kFirstPostDay, +90,
     Recipients::kPilots, kNoActiveRegistration,
     Late::kMorning, Until::kAnchorDate, +120, {},
     "Accueil non fait, 90 jours après la prise de poste, au Pôle ressources"},
    // The rules training.* of the table stand here.
    {kRegistrationConfirmed, "registration.confirmed", kAll, Scope::kSessionOrWhole, Anchor::kFact, 0,
     Recipients::kOfTheFact, 0,
     Late::kNone, Until::kKeeps, 0, {},
     "Confirmation d’inscription, aussitôt"},
    {kRegistrationWaitlisted, "registration.waitlisted", kAll, Scope::kSessionOrWhole, Anchor::kFact, 0,
     Recipients::kOfTheFact, 0,
     Late::kNone, Until::kKeeps, 0, {},
     "Mise en liste d’attente, aussitôt"},
    {kRegistrationSwitched, "registration.switched", kAll, Scope::kSessionOrWhole, Anchor::kFact, 0,
     Recipients::kOfTheFact, 0,
     Late::kNone, Until::kKeeps, 0, {},
     "Changement de session, aussitôt"},
    {kRegistrationCancelled, "registration.cancelled", kAll, Scope::kSessionOrWhole, Anchor::kFact, 0,
     Recipients::kOfTheFact, kNoActiveRegistration,
     Late::kNone, Until::kKeeps, 0, {},
     "Désinscription, aussitôt"},
    {kRegistrationSeatOffered, "registration.seat_offered", kAll, Scope::kSessionOrWhole, Anchor::kFact, 0,
     Recipients::kOfTheFact, kEventNotCancelled,
     Late::kNone, Until::kOfferEnd, 0, {},
     "Place proposée à la première personne en attente, aussitôt"},
    {kRegistrationOfferClosing, "registration.offer_closing", kAll, Scope::kSessionOrWhole, Anchor::kOfferEnd, -6,
     Recipients::kOffered, kEventNotCancelled | kOfferOverTwelveHours,
     Late::kSkip, Until::kOfferEnd, 0, {},
     "Place proposée, 6 heures avant la fin de la proposition"},
    {kRegistrationOfferLapsed, "registration.offer_lapsed", kAll, Scope::kSessionOrWhole, Anchor::kFact, 0,
     Recipients::kOfTheFact, kNoActiveRegistration,
     Late::kNone, Until::kKeeps, 0, {},
     "Proposition expirée, aussitôt"},
    {kSessionRescheduled, "session.rescheduled", kAll, Scope::kSession, Anchor::kFact, 0,
     Recipients::kOfTheFact, 0,
     Late::kNone, Until::kKeeps, 0, {},
     "Session déplacée, aussitôt, aux personnes inscrites"},
    {kSessionChanged, "session.changed", kAll, Scope::kSession, Anchor::kFact, 0,
     Recipients::kOfTheFact, 0,
     Late::kNone, Until::kKeeps, 0, {},
     "Changement de lieu, aussitôt, aux personnes inscrites"},
    {kSessionCancelled, "session.cancelled", kAll, Scope::kSession, Anchor::kFact, 0,
     Recipients::kOfTheFact, 0,
     Late::kNone, Until::kKeeps, 0, {},
     "Session annulée, aussitôt, aux personnes inscrites"},
    {kEventCancelled, "event.cancelled", kAll, Scope::kEvent, Anchor::kFact, 0,
     Recipients::kOfTheFact, 0,
     Late::kNone, Until::kKeeps, 0, {},
     "Rencontre annulée, aussitôt, aux personnes inscrites ou invitées"},
};
// clang-format on

constexpr bool InOrder() {
  for (std::size_t index = 0; index < std::size(kRules); ++index) {
    if (static_cast<std::size_t>(kRules[index].id) != index) return false;
  }
  return std::size(kRules) == kRuleCount;
}
static_assert(InOrder(), "kRules is indexed by RuleId");

}  // namespace

std::span<const Rule> AllRules() { return kRules; }

const Rule& RuleOf(RuleId id) { return kRules[static_cast<std::size_t>(id)]; }

const Rule* FindRule(std::string_view name) {
  for (const Rule& rule : kRules) {
    if (name == rule.name) return &rule;
  }
  return nullptr;
}

}  // namespace maillage::notifier
