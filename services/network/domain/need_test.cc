#include "network/domain/need.h"

#include <gtest/gtest.h>

namespace maillage::network {
namespace {

Need NeedOf(const std::string& id) {
  NeedDetails details;
  details.caf = "95";
  details.id = NeedId(id);
  details.origin = "OFFICER";
  details.author = PersonId("amina");
  details.title = "Clarifier ma place";
  return Need::Raise(details).value();
}

template <class T>
std::string ReasonOf(const Result<T>& result) {
  return result ? "" : result.error().reason;
}

TEST(Need, IsRaisedWithEveryFaultSaidAtOnce) {
  const auto need = Need::Raise({});
  ASSERT_FALSE(need);
  EXPECT_EQ(need.error().faults.size(), 4u) << "name, origin, author, title";
}

TEST(Need, GoesFromNewOverQualifiedAndPlannedToAnswered) {
  auto need = NeedOf("b-1");
  EXPECT_EQ(ReasonOf(need.Plan(EventId("r1"))), "NEED_STATE");
  EXPECT_EQ(ReasonOf(need.Qualify("", "", "")), "INVALID_REQUEST");
  ASSERT_TRUE(need.Qualify("YOUTH", "DIAGNOSES", "HIGH"));
  EXPECT_EQ(ReasonOf(need.Answer({})), "NEED_STATE");
  EXPECT_TRUE(*need.Plan(EventId("r1")));
  EXPECT_FALSE(*need.Plan(EventId("r1"))) << "again: nothing changes";
  EXPECT_EQ(ReasonOf(need.Plan(EventId("r2"))), "NEED_STATE");
  ASSERT_TRUE(need.Answer({}));
  EXPECT_EQ(need.details().state, NeedState::kAnswered);
  EXPECT_EQ(ReasonOf(need.Support(PersonId("bruno"))), "NEED_ENDED");
}

TEST(Need, IsSupportedOnceAPersonAndNotByItsAuthor) {
  auto need = NeedOf("b-1");
  EXPECT_TRUE(*need.Support(PersonId("bruno")));
  EXPECT_FALSE(*need.Support(PersonId("bruno")));
  EXPECT_FALSE(*need.Support(PersonId("amina")));
  EXPECT_EQ(need.details().supporters.size(), 1u);
}

TEST(Need, MergedTakesItsPeopleAlong) {
  auto need = NeedOf("b-1");
  auto other = NeedOf("b-2");
  ASSERT_TRUE(need.Support(PersonId("bruno")));
  EXPECT_EQ(ReasonOf(need.MergeInto(need)), "NEED_MERGED_INTO_ITSELF");
  ASSERT_TRUE(need.MergeInto(other));
  EXPECT_EQ(need.details().merged_into.value, "b-2");
  EXPECT_EQ(other.details().supporters, std::vector{PersonId("bruno")}) << "the author of both is no supporter";
  EXPECT_EQ(ReasonOf(other.MergeInto(need)), "NEED_MERGED_INTO_ITSELF") << "into one that ended";
}

TEST(Need, IsDeclinedWithAReason) {
  auto need = NeedOf("b-1");
  EXPECT_EQ(ReasonOf(need.Decline("")), "INVALID_REQUEST");
  ASSERT_TRUE(need.Decline("Hors du champ du réseau."));
  EXPECT_EQ(ReasonOf(need.Decline("encore")), "NEED_STATE");
}

}  // namespace
}  // namespace maillage::network
