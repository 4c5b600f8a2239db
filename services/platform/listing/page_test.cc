#include <gtest/gtest.h>

#include "platform/listing/listing.h"

namespace maillage::listing {
namespace {

const std::string kScope = "95\ncafs/95/events\nkind = WELCOME";

TEST(Page, HasAUsualAndAGreatestSize) {
  EXPECT_EQ(ReadPage(0, "", kScope)->size, 100);
  EXPECT_EQ(ReadPage(7, "", kScope)->size, 7);
  EXPECT_EQ(ReadPage(1000, "", kScope)->size, 1000);
  EXPECT_EQ(ReadPage(1001, "", kScope)->size, 1000);
  EXPECT_EQ(ReadPage(7, "", kScope)->after, "");
  EXPECT_EQ(ReadPage(-1, "", kScope).error().reason, "INVALID_REQUEST");
}

TEST(Page, GoesOnAfterTheLastKey) {
  for (const std::string key : {"p-1", "2026-02-03T08:30:00Z/é", "x"}) {
    const auto page = ReadPage(10, NextToken(key, kScope), kScope);
    ASSERT_TRUE(page) << key;
    EXPECT_EQ(page->after, key);
  }
}

TEST(Page, RefusesATokenOfAnotherListOrOfNone) {
  const auto token = NextToken("p-1", kScope);
  for (const auto& [text, scope] : {std::pair{token, kScope + " "},
                                    {token, std::string()},
                                    {token + "A", kScope},
                                    {std::string("x"), kScope},
                                    {std::string("p-1"), kScope},
                                    {token.substr(0, 8), kScope},
                                    {NextToken("", kScope), kScope}}) {
    const auto page = ReadPage(10, text, scope);
    ASSERT_FALSE(page) << text;
    EXPECT_EQ(page.error().reason, "INVALID_PAGE_TOKEN");
  }
}

}  // namespace
}  // namespace maillage::listing
