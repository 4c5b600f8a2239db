#include "network/domain/sheet.h"

#include <gtest/gtest.h>

namespace maillage::network {
namespace {

Sheet SheetOf() {
  SheetDetails details;
  details.caf = "95";
  details.id = SheetId("fr-1");
  details.title = "Référentiel mission";
  details.edition_month = "2025-04";
  return Sheet::Begin(details).value();
}

TEST(Sheet, GoesThroughReviewToPublicationAndRevision) {
  auto sheet = SheetOf();
  EXPECT_FALSE(sheet.Publish({}));
  ASSERT_TRUE(sheet.Submit());
  ASSERT_TRUE(sheet.Return());
  ASSERT_TRUE(sheet.Submit());
  ASSERT_TRUE(sheet.Publish({}));
  EXPECT_TRUE(sheet.details().published_at);
  ASSERT_TRUE(sheet.Revise());
  ASSERT_TRUE(sheet.Submit());
  ASSERT_TRUE(sheet.Publish({}));
  ASSERT_TRUE(sheet.Archive());
  EXPECT_EQ(sheet.Revise().error().reason, "SHEET_STATE");
}

TEST(Sheet, IsRewrittenOnlyAsADraftOrInRevision) {
  auto sheet = SheetOf();
  auto next = sheet.details();
  next.title = "Référentiel";
  ASSERT_TRUE(sheet.Rewrite(next));
  EXPECT_EQ(sheet.details().title, "Référentiel");
  next.edition_month = "avril";
  EXPECT_EQ(sheet.Rewrite(next).error().reason, "INVALID_REQUEST");
  ASSERT_TRUE(sheet.Submit());
  EXPECT_EQ(sheet.Rewrite(sheet.details()).error().reason, "SHEET_STATE");
}

}  // namespace
}  // namespace maillage::network
