#include <map>

#include "cli/base/output.h"

namespace maillage::cli {

/// What people read for each reason of the services; a reason that is not here shows its English message.
std::string InFrench(const Error& error) {
  static const std::map<std::string, std::string> kSentences = {
      {"ADDRESS_BLOCKED", "Cette adresse ne reçoit plus de courriel : trois envois ont échoué"},
      {"ALREADY_EXISTS", "Cela existe déjà"},
      {"ALREADY_REGISTERED", "Cette personne est déjà inscrite"},
      {"BROKER_UNAVAILABLE", "Kafka ne répond pas"},
      {"DATABASE_UNAVAILABLE", "La base de données ne répond pas ; rien n’a été changé"},
      {"DEADLINE_EXCEEDED", "Pas de réponse dans le délai"},
      {"DOCUMENTS_SHARED", "Les documents sont déjà partagés"},
      {"ETAG_MISMATCH", "La fiche a changé entre-temps : relisez-la avant de la modifier"},
      {"EVENT_CANCELLED", "L’événement est annulé"},
      {"EVENT_NOT_PUBLISHED", "L’événement n’est pas publié"},
      {"EVENT_PUBLISHED", "L’événement est déjà publié"},
      {"INTERNAL", "Une erreur interne s’est produite"},
      {"INVALID_DATE", "Cette date n’existe pas"},
      {"INVALID_REQUEST", "Des valeurs sont à corriger"},
      {"INVALID_TIME", "Cette heure n’est pas lisible"},
      {"MINUTES_PUBLISHED", "Le compte rendu est déjà publié"},
      {"NOT_ATTENDED", "Cette personne n’a pas participé"},
      {"NOT_CONFIRMED", "Cette personne n’a pas d’inscription confirmée"},
      {"NOT_FOUND", "Introuvable"},
      {"NOT_REGISTERED", "Cette personne n’est pas inscrite"},
      {"NOT_SPLIT", "On ne peut changer de séance que dans une rencontre dédoublée"},
      {"NOT_THE_FIRST_MODULE", "Dans un parcours, seul le premier module porte la capacité"},
      {"NO_OPEN_OFFER", "Aucune place n’est proposée à cette personne"},
      {"NO_SEAT", "Il n’y a plus de place dans cette séance"},
      {"NO_SESSION_TO_COME", "Toutes les séances sont passées"},
      {"OVERLOADED", "La plateforme est trop sollicitée : réessayez dans un instant"},
      {"PERMISSION_DENIED", "Vos droits ne le permettent pas"},
      {"PERSON_NOT_PRESENT", "Cette personne ne fait pas (ou plus) partie du réseau"},
      {"POST_CLOSED", "Ce poste est fermé"},
      {"POST_HELD", "Ce poste est occupé ce jour-là ou plus tard"},
      {"POST_NOT_HELD", "Ce poste n’est pas occupé ce jour-là, ou sa fin est déjà connue"},
      {"PROGRAMME_CLOSED", "Le programme de l’année est clos"},
      {"PROGRAMME_NOT_PUBLISHED", "Le programme de l’année n’est pas publié"},
      {"PROGRAMME_PUBLISHED", "Le programme de l’année est déjà publié"},
      {"REGISTRATION_CLOSED", "Les inscriptions ne sont pas ouvertes"},
      {"REMINDER_STATE", "Seul un rappel manqué ou refusé peut être renvoyé"},
      {"SAME_SESSION", "C’est déjà la séance choisie"},
      {"SEATS_TAKEN", "Plus de places sont déjà prises"},
      {"SECOND_LEAD", "Cette convention a déjà un poste référent"},
      {"SERVICE_UNAVAILABLE", "Le service ne répond pas (scripts/status montre ce qui tourne)"},
      {"SESSION_CANCELLED", "La séance est annulée"},
      {"SESSION_NOT_STARTED", "La séance n’a pas commencé"},
      {"SESSION_STARTED", "La séance a déjà commencé"},
      {"START_PAST", "Le nouveau début est déjà passé"},
      {"TEST_ONLY", "Réservé à l’environnement de test (MAILLAGE_ENV=test)"},
      {"UNAUTHENTICATED", "Le jeton est absent, expiré ou invalide"},
  };
  const auto found = kSentences.find(error.reason);
  return found != kSentences.end() ? found->second : error.message;
}

std::string DetailInFrench(const std::string& detail) {
  static const std::map<std::string, std::string> kSentences = {
      {"every session is cancelled", "toutes les séances sont annulées"},
      {"has an active registration", "est déjà inscrite"},
      {"has an active registration in a welcome meeting", "est inscrite à une rencontre d’accueil"},
      {"has answered", "a répondu"},
      {"has declined", "n’est pas disponible"},
      {"has no post", "n’a pas de poste"},
      {"has not attended", "n’a pas participé"},
      {"is welcomed", "a été accueillie"},
      {"it was changed again", "a encore changé depuis"},
      {"its date changed", "la date a changé"},
      {"no active registration any more", "n’est plus inscrite"},
      {"no assignment is running", "aucun poste occupé à ce jour"},
      {"no confirmed registration", "pas d’inscription confirmée"},
      {"no documents are shared", "aucun document partagé"},
      {"no free seat in another session", "pas de place dans une autre séance"},
      {"no recipient", "personne à qui l’envoyer"},
      {"no seat can be taken any more", "plus aucune place à prendre"},
      {"no welcome meeting is open", "aucune rencontre d’accueil ouverte"},
      {"not concerned any more", "n’est plus concernée"},
      {"not for this kind of event", "pas pour ce genre d’événement"},
      {"not in the audience", "hors du public de l’événement"},
      {"not present", "ne fait pas (ou plus) partie du réseau"},
      {"over the weekly cap", "au-delà de quatre rappels en sept jours"},
      {"over the weekly cap until it was too late", "au-delà de quatre rappels en sept jours, puis trop tard"},
      {"registration is not open", "inscriptions fermées"},
      {"reminders are muted", "rappels coupés par la personne"},
      {"the address is blocked", "adresse bloquée après trois refus"},
      {"the connection was lost after the final dot", "liaison perdue à la fin de l’envoi"},
      {"the event is cancelled", "événement annulé"},
      {"the event is not published", "événement non publié"},
      {"the event is not split", "événement sans séances au choix"},
      {"the mail server refused it", "refusé par le serveur de courriel"},
      {"the minutes are published", "compte rendu publié"},
      {"the offer is not open any more", "l’offre n’est plus ouverte"},
      {"the offer was given for a short time", "offre de courte durée"},
      {"the officer is not present", "la personne ne fait plus partie du réseau"},
      {"the registration has changed since", "l’inscription a changé depuis"},
      {"the rule is switched off", "règle désactivée"},
      {"the sender was away until it was too late", "service d’envoi arrêté jusqu’à ce qu’il soit trop tard"},
      {"the session is cancelled", "séance annulée"},
      {"the survey was not sent three days ago", "questionnaire pas envoyé, ou depuis moins de trois jours"},
      {"too late when it would leave", "trop tard au moment de partir"},
      {"wanted only since its due time or later", "devenu utile après l’échéance"},
      {"was invited", "a été invitée"},
      {"was not invited five days ago", "pas invitée, ou depuis moins de cinq jours"},
  };
  const auto found = kSentences.find(detail);
  return found != kSentences.end() ? found->second : detail;
}

}  // namespace maillage::cli
