#include "directory/domain/post.h"

#include <gtest/gtest.h>

namespace maillage::directory {
namespace {

CivilDate Day(unsigned month, unsigned day) { return date::year{2026} / month / day; }

PostDetails Convention() {
  PostDetails details;
  details.convention = "ctg-1";
  return details;
}
Post Opened() { return *Post::Open("95", "post-1", Convention()); }
Assignment Holding(const std::string& person, CivilDate from, std::optional<CivilDate> to = std::nullopt) {
  return {person, from, to, 0};
}

TEST(Post, NeedsNothingButItsConvention) {
  EXPECT_TRUE(Post::Open("95", "post-1", Convention()));
  EXPECT_EQ(Post::Open("95", "post-1", {}).error().faults[0].field, "post.convention");
}

// SCENARIO.md: assign is "refused when the post is held on that day or later".
TEST(Post, IsNotAssignedWhileHeldThatDayOrLater) {
  auto post = Opened();
  ASSERT_TRUE(post.Assign(Holding("p-1", Day(2, 1), Day(3, 31))));

  EXPECT_EQ(post.Assign(Holding("p-2", Day(1, 1), Day(1, 31))).error().reason, "POST_HELD");
  EXPECT_EQ(post.Assign(Holding("p-2", Day(3, 31))).error().reason, "POST_HELD");
  EXPECT_TRUE(post.Assign(Holding("p-2", Day(4, 1))));
  EXPECT_EQ(post.Assign(Holding("p-1", Day(12, 1))).error().reason, "POST_HELD");
}

// SCENARIO.md: unassign is "refused when the post is not held on it or its end is known already".
TEST(Post, IsUnassignedOnlyWhileHeldWithoutAKnownEnd) {
  auto post = Opened();
  EXPECT_EQ(post.Unassign(Day(1, 5)).error().reason, "POST_NOT_HELD");
  ASSERT_TRUE(post.Assign(Holding("p-1", Day(2, 1))));
  EXPECT_EQ(post.Unassign(Day(1, 31)).error().reason, "POST_NOT_HELD");

  const auto ended = post.Unassign(Day(2, 1));

  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->to, Day(2, 1));
  EXPECT_EQ(post.Unassign(Day(2, 1)).error().reason, "POST_NOT_HELD");
  EXPECT_EQ(post.Unassign(Day(2, 2)).error().reason, "POST_NOT_HELD");
}

TEST(Post, CanBeAssignedTheDayAfterItsEnd) {
  auto post = Opened();
  ASSERT_TRUE(post.Assign(Holding("p-1", Day(2, 1))));
  ASSERT_TRUE(post.Unassign(Day(4, 22)));

  EXPECT_FALSE(post.Assign(Holding("p-2", Day(4, 22))));
  EXPECT_TRUE(post.Assign(Holding("p-2", Day(4, 23))));
}

TEST(Post, HasTheStateOfTheDay) {
  auto post = Opened();
  EXPECT_EQ(post.StateOn(Day(1, 5)), PostState::kOpen);
  ASSERT_TRUE(post.Assign(Holding("p-1", Day(2, 1), Day(3, 31))));
  EXPECT_EQ(post.StateOn(Day(1, 31)), PostState::kOpen);
  EXPECT_EQ(post.StateOn(Day(2, 1)), PostState::kFilled);
  EXPECT_EQ(post.StateOn(Day(3, 31)), PostState::kFilled);
  EXPECT_EQ(post.StateOn(Day(4, 1)), PostState::kVacant);
  ASSERT_TRUE(post.Close(Day(6, 30)));
  EXPECT_EQ(post.StateOn(Day(6, 30)), PostState::kClosed);
}

TEST(Post, IsClosedOnceAndOnlyWhenNobodyHoldsItAfterwards) {
  auto post = Opened();
  ASSERT_TRUE(post.Assign(Holding("p-1", Day(2, 1))));
  EXPECT_EQ(post.Close(Day(6, 30)).error().reason, "POST_HELD");
  ASSERT_TRUE(post.Unassign(Day(6, 30)));

  EXPECT_TRUE(post.Close(Day(6, 30)));

  EXPECT_EQ(post.Close(Day(7, 1)).error().reason, "POST_CLOSED");
  EXPECT_EQ(post.Assign(Holding("p-2", Day(8, 1))).error().reason, "POST_CLOSED");
}

TEST(Post, RefusesAnAssignmentThatEndsBeforeItStarts) {
  auto post = Opened();
  EXPECT_EQ(post.Assign(Holding("p-1", Day(2, 1), Day(1, 31))).error().reason, "INVALID_REQUEST");
}

TEST(Post, MissionSumsToAHundredOrIsNotSaid) {
  auto details = Convention();
  for (const auto& mix : {MissionMix{50, 20, 20, 10}, MissionMix{}}) {
    details.mission_mix = mix;
    EXPECT_TRUE(ProblemsOf(details).empty());
  }
  for (const auto& mix : {MissionMix{90, 20, 20, 10}, MissionMix{99, 0, 0, 0}, MissionMix{150, -50, 0, 0}}) {
    details.mission_mix = mix;
    EXPECT_EQ(ProblemsOf(details), (std::vector<FieldProblem>{{"mission_mix", Problem::kMissionNotWhole}}));
  }
}

TEST(Post, FteIsHundredthsOfOne) {
  auto details = Convention();
  for (const int fte : {1, 20, 100}) {
    details.fte_hundredths = fte;
    EXPECT_TRUE(ProblemsOf(details).empty());
  }
  for (const int fte : {-50, 101, 120}) {
    details.fte_hundredths = fte;
    EXPECT_EQ(ProblemsOf(details), (std::vector<FieldProblem>{{"fte_hundredths", Problem::kFteOutOfRange}}));
  }
}

TEST(Post, ReportsEveryFaultAtOnce) {
  PostDetails details;
  details.employer_siren = "249500488";
  details.org_position = "KING";
  details.job_frame = "X";
  details.category = "D";
  details.themes = {"YOUTH", "YOUTH", "MONEY"};

  const auto post = Post::Open("95", "post-1", details);

  std::vector<std::string> fields;
  for (const auto& fault : post.error().faults) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"post.convention", "post.employer_siren", "post.org_position",
                                              "post.job_frame", "post.category", "post.themes", "post.themes"}));
}

}  // namespace
}  // namespace maillage::directory
