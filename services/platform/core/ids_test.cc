#include "platform/core/ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace maillage {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::MatchesRegex;

TEST(Uuid, IsVersion4AndNewEachTime) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto uuid = NewUuid();
    EXPECT_THAT(uuid, MatchesRegex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(ResourceId, IsLowerCaseDigitsAndHyphens) {
  for (const char* text : {"95", "a", "p-95-001", "2a", "welcome-2026"}) EXPECT_TRUE(IsResourceId(text)) << text;
  for (const char* text : {"", "-a", "P-95-001", "a_b", "a b", "é", "a/b", "*"})
    EXPECT_FALSE(IsResourceId(text)) << text;
  EXPECT_TRUE(IsResourceId(std::string(63, 'a')));
  EXPECT_FALSE(IsResourceId(std::string(64, 'a')));
}

TEST(ResourceName, GivesItsIdsByPattern) {
  EXPECT_THAT(MatchName("cafs/95/people/p-1", "cafs/*/people/*"), ElementsAre("95", "p-1"));
  EXPECT_THAT(MatchName("cafs/95", "cafs/*"), ElementsAre("95"));
}

TEST(ResourceName, OfAnotherShapeDoesNotMatch) {
  for (const char* name :
       {"", "cafs", "cafs/95", "cafs/95/people", "cafs/95/people/", "cafs/95/people/p-1/", "cafs/95/people/p-1/posts",
        "cafs/95/posts/p-1", "cafs//people/p-1", "/cafs/95/people/p-1", "cafs/95/people/P 1", "xcafs/95/people/p-1"}) {
    EXPECT_THAT(MatchName(name, "cafs/*/people/*"), IsEmpty()) << name;
  }
}

TEST(ResourceName, KnowsItsLastSegmentAndItsCaf) {
  EXPECT_EQ(LastSegment("cafs/95/people/p-1"), "p-1");
  EXPECT_EQ(LastSegment("p-1"), "p-1");
  EXPECT_EQ(CafOf("cafs/95/people/p-1"), "95");
  EXPECT_EQ(CafOf("cafs/95"), "95");
  EXPECT_EQ(CafOf("services/notifier"), "");
  EXPECT_EQ(CafOf("cafs/"), "");
  EXPECT_EQ(CafOf("cafs/*/people/p-1"), "");
}

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace maillage
