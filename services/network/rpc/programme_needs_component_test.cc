#include "network/rpc/testing_programmes.h"

/// Needs planned into events, and named by the programme of their year.
namespace maillage::network {
namespace {

using testing::Programmes;

TEST_F(Programmes, APlannedNeedIsNamedByItsEventAndTheProgrammeOfItsYear) {
  HaveNeed("b-1");
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  ASSERT_TRUE(Create("2026"));
  const auto planned = PlanNeed("b-1", "r1");
  ASSERT_TRUE(planned) << planned.error().message;
  EXPECT_EQ(planned->state(), v1::Need::PLANNED);
  EXPECT_EQ(planned->event(), "cafs/95/events/r1");
  EXPECT_EQ(Texts(Event("r1").needs()), Strings{"cafs/95/needs/b-1"});
  EXPECT_EQ(Event("r1").etag(), "2");
  EXPECT_EQ(Texts(Get(2026)->needs()), Strings{"cafs/95/needs/b-1"});

  const auto again = PlanNeed("b-1", "r1");
  ASSERT_TRUE(again) << "into the same event again: nothing changes";
  EXPECT_EQ(again->etag(), planned->etag());
  EXPECT_EQ(Event("r1").etag(), "2");
  EXPECT_EQ(Get(2026)->etag(), "2");
  EXPECT_EQ(Facts("cafs/95/events/r1"), (Strings{"EventPlanned", "EventChanged"}));
  EXPECT_EQ(Facts("cafs/95/needs/b-1"), (Strings{"NeedRaised", "NeedChanged", "NeedChanged"}));
  EXPECT_EQ(Facts(Name(2026)), (Strings{"ProgrammeCreated", "ProgrammeChanged"}));
}

TEST_F(Programmes, ANeedIsNotPlannedIntoWhatIsCancelledOrClosedAndNothingIsHalfDone) {
  HaveNeed("b-1");
  ASSERT_TRUE(Plan("gone", "2026-02-03"));
  CancelEvent("gone");
  EXPECT_EQ(PlanNeed("b-1", "gone").error().reason, "EVENT_CANCELLED");
  ASSERT_TRUE(Plan("old", "2025-11-03"));
  HaveClosed(2025);
  EXPECT_EQ(PlanNeed("b-1", "old").error().reason, "PROGRAMME_CLOSED");
  EXPECT_EQ(PlanNeed("nothing", "old").error().reason, "NOT_FOUND");
  EXPECT_EQ(Event("old").needs_size(), 0);
  v1::GetNeedRequest get;
  get.set_name("cafs/95/needs/b-1");
  EXPECT_EQ(Ask<v1::Need>("NeedService/GetNeed", get)->state(), v1::Need::QUALIFIED);
  EXPECT_EQ(Facts("cafs/95/events/old"), Strings{"EventPlanned"});
}

TEST_F(Programmes, TakesUpWhatItsEventsAnswerAlready) {
  HaveNeed("b-1");
  HaveNeed("b-2");
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  ASSERT_TRUE(PlanNeed("b-2", "r1")) << "a year needs no programme";
  const auto created = Create("2026", {"cafs/95/needs/b-1"});
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(Texts(created->needs()), (Strings{"cafs/95/needs/b-1", "cafs/95/needs/b-2"}));
}

}  // namespace
}  // namespace maillage::network
