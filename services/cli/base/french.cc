#include <map>

#include "cli/base/output.h"

namespace maillage::cli {

/// What people read for each reason of the services; a reason that is not here shows its English message.
std::string InFrench(const Error& error) {
  static const std::map<std::string, std::string> kSentences = {
      {"ADDRESS_BLOCKED", "Cette adresse ne reçoit plus de courriel : trois envois ont échoué"},
      {"ALREADY_EXISTS", "Cela existe déjà"},
      {"ALREADY_REGISTERED", "Cette personne est déjà inscrite"},
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

}  // namespace maillage::cli
