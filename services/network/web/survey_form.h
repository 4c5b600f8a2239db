#pragma once

#include <map>
#include <string>

#include "network/domain/registration.h"

namespace maillage::network::web {

/// The questions, as HTML form fields: `satisfaction` 1–5, `recommendation` 0–10, `comment`.
std::string SurveyFields();

/// What was filled in; what is missing or out of range was not said. A comment is cut at 2,000 bytes, at a character's
/// border.
SurveyAnswer ReadSurvey(const std::map<std::string, std::string>& form);

/// Whether anything was filled in.
bool SaysAnything(const SurveyAnswer& answer);

}  // namespace maillage::network::web
