#include "network/domain/survey.h"

#include <cmath>

namespace maillage::network {

SurveyScores ScoresOf(const std::vector<SurveyAnswer>& answers) {
  int satisfied = 0, satisfaction = 0, recommending = 0, promoters = 0, detractors = 0;
  for (const auto& each : answers) {
    if (each.satisfaction > 0) {
      ++satisfied;
      satisfaction += each.satisfaction;
    }
    if (each.recommendation >= 0) {
      ++recommending;
      promoters += each.recommendation >= 9;
      detractors += each.recommendation <= 6;
    }
  }
  SurveyScores scores;
  if (satisfied > 0) scores.mean_satisfaction = static_cast<double>(satisfaction) / satisfied;
  if (recommending > 0) {
    scores.net_promoter_score = static_cast<int>(std::lround(100.0 * (promoters - detractors) / recommending));
  }
  return scores;
}

}  // namespace maillage::network
