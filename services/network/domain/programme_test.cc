#include "network/domain/programme.h"

#include <gtest/gtest.h>

#include "network/domain/testing.h"

namespace maillage::network {
namespace {

using testing::At;
using testing::ReasonOf;

const Instant kNow = At("2026-01-05T08:00");
const Instant kLater = At("2027-01-15T08:00");

Programme ProgrammeOf(int year) {
  ProgrammeDetails details;
  details.caf = "95";
  details.year = year;
  return Programme::Begin(std::move(details)).value();
}

TEST(Programme, BeginsAsADraftNamedAfterItsYear) {
  const auto programme = ProgrammeOf(2026);
  EXPECT_EQ(programme.details().name(), "cafs/95/programmes/2026");
  EXPECT_EQ(programme.details().title, "Programme 2026");
  EXPECT_EQ(programme.details().state, ProgrammeState::kDraft);
  EXPECT_EQ(programme.details().published_at, std::nullopt);
}

TEST(Programme, HasEveryFaultSaidAtOnce) {
  ProgrammeDetails details;
  details.year = 1999;
  details.title = "a\r\nBcc: b";
  details.notes = std::string(4001, 'n');
  const auto programme = Programme::Begin(details);
  ASSERT_FALSE(programme);
  std::vector<std::string> fields;
  for (const auto& fault : programme.error().faults) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"name", "title", "notes"}));
}

TEST(Programme, IsPublishedOnceAndClosedOnlyThen) {
  auto programme = ProgrammeOf(2026);
  EXPECT_EQ(ReasonOf(programme.Close(kNow)), "PROGRAMME_NOT_PUBLISHED");
  ASSERT_TRUE(programme.Publish(kNow));
  EXPECT_EQ(programme.details().published_at, kNow);
  EXPECT_EQ(ReasonOf(programme.Publish(kLater)), "PROGRAMME_PUBLISHED");
  ASSERT_TRUE(programme.Close(kLater));
  EXPECT_EQ(programme.details().closed_at, kLater);
  EXPECT_EQ(ReasonOf(programme.Close(kLater)), "PROGRAMME_CLOSED");
}

TEST(Programme, StaysEditableWhenPublishedBecauseProgrammingFollowsNeeds) {
  auto programme = ProgrammeOf(2026);
  ASSERT_TRUE(programme.Publish(kNow));
  EXPECT_TRUE(*programme.Update({"Une année pour les habitant·es", "Priorité aux quartiers.", {}}));
  EXPECT_TRUE(*programme.TakeUp(NeedId("b-1")));
  EXPECT_TRUE(programme.RequireOpen());
  EXPECT_EQ(programme.details().title, "Une année pour les habitant·es");
  EXPECT_EQ(programme.details().needs, std::vector{NeedId("b-1")});
}

TEST(Programme, ClosedRefusesEditsNeedsAndEvents) {
  auto programme = ProgrammeOf(2026);
  ASSERT_TRUE(programme.Publish(kNow));
  ASSERT_TRUE(programme.Close(kLater));
  EXPECT_EQ(ReasonOf(programme.Update({"Autrement", {}, {}})), "PROGRAMME_CLOSED");
  EXPECT_EQ(ReasonOf(programme.TakeUp(NeedId("b-1"))), "PROGRAMME_CLOSED");
  EXPECT_EQ(ReasonOf(programme.RequireOpen()), "PROGRAMME_CLOSED");
  EXPECT_EQ(programme.details().title, "Programme 2026");
}

TEST(Programme, ClosedTooEarlyIsOpenedAgainAndKeepsTheDayOfItsPublication) {
  auto programme = ProgrammeOf(2026);
  ASSERT_TRUE(programme.Publish(kNow));
  ASSERT_TRUE(programme.Close(kLater));
  ASSERT_TRUE(programme.Publish(kLater));
  EXPECT_EQ(programme.details().state, ProgrammeState::kPublished);
  EXPECT_EQ(programme.details().published_at, kNow);
  EXPECT_EQ(programme.details().closed_at, std::nullopt);
  EXPECT_TRUE(programme.RequireOpen());
}

TEST(Programme, SaidTheSameAgainDoesNotChange) {
  auto programme = ProgrammeOf(2026);
  EXPECT_TRUE(*programme.Update({{}, {}, std::vector{NeedId("b-1"), NeedId("b-2"), NeedId("b-1")}}));
  EXPECT_EQ(programme.details().needs, (std::vector{NeedId("b-1"), NeedId("b-2")}));
  EXPECT_FALSE(*programme.Update({"Programme 2026", "", std::vector{NeedId("b-1"), NeedId("b-2")}}));
  EXPECT_FALSE(*programme.TakeUp(NeedId("b-2")));
  EXPECT_EQ(ReasonOf(programme.Update({"", {}, {}})), "INVALID_REQUEST");
}

}  // namespace
}  // namespace maillage::network
