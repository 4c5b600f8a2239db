#include "directory/import/french.h"

#include <algorithm>
#include <array>

namespace maillage::directory {

std::string InFrench(Problem problem) {
  switch (problem) {
    case Problem::kMissing:
      return "Valeur manquante.";
    case Problem::kTooLong:
      return "Texte trop long.";
    case Problem::kNotUtf8:
      return "Caractère illisible\u00A0: retapez la cellule.";
    case Problem::kControlCharacter:
      return "Le texte doit tenir sur une seule ligne, sans tabulation.";
    case Problem::kInvisibleCharacter:
      return "Caractère invisible ou illisible\u00A0: retapez la cellule.";
    case Problem::kBlankAround:
      return "Commence ou finit par un blanc.";
    case Problem::kNotAnAddress:
      return "Une adresse électronique, et une seule, est attendue\u00A0: prenom.nom@exemple.fr.";
    case Problem::kForeignLetters:
      return "L’adresse contient une lettre accentuée ou d’un autre alphabet, qui peut ressembler à une lettre "
             "latine\u00A0: retapez-la.";
    case Problem::kNotATelephone:
      return "Numéro de téléphone attendu\u00A0: dix chiffres, ou + et l’indicatif du pays.";
    case Problem::kUnknownZone:
      return "Fuseau horaire inconnu\u00A0: par exemple Europe/Paris ou Indian/Reunion.";
    case Problem::kNotASiren:
      return "Ce n’est pas un numéro SIREN attribué\u00A0: neuf chiffres, dont le dernier contrôle les autres.";
    case Problem::kUnknownDepartement:
      return "Ce n’est pas le code d’un département.";
    case Problem::kUnknownWord:
      return "Valeur inconnue.";
    case Problem::kNotAnId:
      return "Référence illisible\u00A0: lettres sans accent, chiffres et tirets, 63 caractères au plus.";
    case Problem::kRepeated:
      return "La même valeur figure deux fois.";
    case Problem::kNotForThisKind:
      return "Cette valeur ne va pas avec la fonction de la personne (colonnes kind et caf_staff_kind).";
    case Problem::kFteOutOfRange:
      return "Le temps de travail est compris entre 0,01 et 1,00 équivalent temps plein.";
    case Problem::kMissionNotWhole:
      return "Les quatre parts de la mission doivent faire 100 en tout, sans part négative.";
    case Problem::kEndBeforeStart:
      return "La fin précède le début.";
  }
  return "Valeur refusée.";
}

bool LooksLikeFormula(const std::string& cell) {
  static constexpr std::array<const char*, 8> kSigns{"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::any_of(kSigns.begin(), kSigns.end(), [&](const char* sign) { return cell.starts_with(sign); });
}

}  // namespace maillage::directory
