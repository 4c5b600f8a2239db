#pragma once

#include <string>

#include "directory/domain/problems.h"

namespace maillage::directory {

/// The domain's problems in the words of an import report.
std::string InFrench(Problem problem);

/// Whether a cell begins with a sign that spreadsheets run as a formula (`=`, `+`, `-`, `@` and their full-width
/// forms). No name of a person, an organisation or a job does, so an import refuses it.
bool LooksLikeFormula(const std::string& cell);

inline constexpr const char* kFormula =
    "Commence par un signe que les tableurs exécutent comme une formule (=, +, -, @)\u00A0: retapez la cellule.";

}  // namespace maillage::directory
