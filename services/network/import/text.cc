#include "network/import/text.h"

#include <algorithm>
#include <map>

#include "platform/core/ids.h"

namespace maillage::network::import {

std::string LowerId(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string ReadId(tabular::Cells& cells, const std::string& column, bool required) {
  auto id = LowerId(cells.Text(column, required));
  if (!id.empty() && !IsResourceId(id)) {
    cells.Fault(column, "Référence attendue\u00A0: lettres sans accent, chiffres et tirets, 63 au plus.");
  }
  return id;
}

std::string FrenchReason(const Error& error) {
  static const std::map<std::string, std::string> kReasons{
      {"SESSION_STARTED", "La session a commencé\u00A0: elle ne change plus."},
      {"SESSION_CANCELLED", "La session est annulée\u00A0: elle ne change plus."},
      {"EVENT_CANCELLED", "L’événement est annulé\u00A0: il ne change plus."},
      {"START_PAST", "Le nouveau début est déjà passé."},
      {"SEATS_TAKEN", "Plus de places sont prises que la nouvelle capacité n’en a."},
      {"INVALID_REQUEST", "Ces valeurs ne vont pas ensemble."},
  };
  const auto found = kReasons.find(error.reason);
  return found != kReasons.end() ? found->second : "La plateforme refuse ce changement (" + error.reason + ").";
}

}  // namespace maillage::network::import
