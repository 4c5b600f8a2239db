#pragma once

#include <vector>

#include "network/domain/registration.h"

namespace maillage::network {

/// What the answers to a survey come to.
struct SurveyScores {
  /// Mean of 1 to 5; 0 when nobody said.
  double mean_satisfaction = 0;
  /// Percentage of 9 and 10 less percentage of 0 to 6, rounded; 0 when nobody said.
  int net_promoter_score = 0;
};

SurveyScores ScoresOf(const std::vector<SurveyAnswer>& answers);

}  // namespace maillage::network
