#include "network/rpc/testing_programmes.h"

/// The events of a year, and what publishing it does to them.
namespace maillage::network {
namespace {

using testing::Programmes;

TEST_F(Programmes, ShowsTheEventsOfItsYearByTheirFirstSession) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Plan("a-late", "2026-10-06"));
  ASSERT_TRUE(Plan("b-early", "2026-02-03"));
  ASSERT_TRUE(Plan("c-next", "2027-02-03"));
  CancelEvent("a-late");
  EXPECT_EQ(Texts(Get(2026)->events()), (Strings{"cafs/95/events/b-early", "cafs/95/events/a-late"}));
  EXPECT_EQ(Texts(List()->programmes(0).events()).size(), 2u);
  EXPECT_EQ(Get(2026)->etag(), "1") << "events are no part of its version";
}

TEST_F(Programmes, PublishedByItselfPublishesNoEventAndSoNoReminderBegins) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Plan("r1", "2026-02-03"));
  ASSERT_TRUE(Publish(2026));
  EXPECT_EQ(Event("r1").state(), v1::Event::DRAFT);
  EXPECT_EQ(Facts("cafs/95/events/r1"), Strings{"EventPlanned"});
}

TEST_F(Programmes, PublishedWithItsEventsPublishesTheDraftsOfItsYear) {
  ASSERT_TRUE(Create("2026"));
  for (const auto* id : {"r1", "r2", "gone"}) ASSERT_TRUE(Plan(id, "2026-02-03"));
  ASSERT_TRUE(Plan("next", "2027-02-03"));
  CancelEvent("gone");
  ASSERT_TRUE(Publish(2026, true));
  EXPECT_EQ(Event("r1").state(), v1::Event::PUBLISHED);
  EXPECT_EQ(Event("r2").published_at().seconds(), 1768039200);
  EXPECT_EQ(Event("gone").state(), v1::Event::CANCELLED);
  EXPECT_EQ(Event("next").state(), v1::Event::DRAFT);
  EXPECT_EQ(Facts("cafs/95/events/r1"), (Strings{"EventPlanned", "EventPublished"}));
  // One that cannot be published publishes none of its events.
  ASSERT_TRUE(Plan("r3", "2026-02-03"));
  EXPECT_EQ(Publish(2026, true).error().reason, "PROGRAMME_PUBLISHED");
  EXPECT_EQ(Event("r3").state(), v1::Event::DRAFT);
}

}  // namespace
}  // namespace maillage::network
