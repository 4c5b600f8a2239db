#include "network/domain/survey.h"

#include <gtest/gtest.h>

namespace maillage::network {
namespace {

SurveyAnswer AnswerOf(int satisfaction, int recommendation) {
  return {PersonId("p"), satisfaction, recommendation, "", Instant{}};
}

TEST(SurveyScores, AreZeroWhenNobodySaid) {
  const auto scores = ScoresOf({AnswerOf(0, -1)});
  EXPECT_EQ(scores.mean_satisfaction, 0);
  EXPECT_EQ(scores.net_promoter_score, 0);
}

TEST(SurveyScores, CountOnlyWhatWasSaid) {
  const auto scores = ScoresOf({AnswerOf(5, 10), AnswerOf(4, -1), AnswerOf(0, 9), AnswerOf(3, 8), AnswerOf(0, 6)});
  EXPECT_DOUBLE_EQ(scores.mean_satisfaction, 4.0);
  EXPECT_EQ(scores.net_promoter_score, 25) << "two promoters, one detractor, of four";
}

}  // namespace
}  // namespace maillage::network
