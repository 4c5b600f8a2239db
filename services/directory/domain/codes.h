#pragma once

#include <string_view>

namespace maillage::directory {

/// Nine digits, not all zero.
bool HasSirenForm(std::string_view text);

/// Nine digits with a right check digit (Luhn), not all zero: those pass the check and are nobody's.
bool IsSiren(std::string_view text);

/// Whether a SIREN is of a series of which the reference data has every number: those given to communes (21…) and to
/// EPCI (24…). Others are right without being there: a CCAS (26…), a SIVOM (25…), a PETR (20…), an association.
bool IsOfAKnownSeries(std::string_view siren);

/// The form of an INSEE code of a commune (DOMAIN.md §2); there is no check digit.
bool IsInsee(std::string_view text);

/// The code of a département or an overseas collectivity of today: `01` to `95`, `2A`, `2B`, `971`…
bool IsDepartement(std::string_view text);

}  // namespace maillage::directory
