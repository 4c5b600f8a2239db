#include "platform/core/base64url.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace maillage {
namespace {

TEST(Base64Url, IsThatOfTheStandard) {
  EXPECT_EQ(ToBase64Url(""), "");
  EXPECT_EQ(ToBase64Url("f"), "Zg");
  EXPECT_EQ(ToBase64Url("fo"), "Zm8");
  EXPECT_EQ(ToBase64Url("foo"), "Zm9v");
  EXPECT_EQ(ToBase64Url("\xfb\xff\xfe"), "-__-");
  EXPECT_EQ(FromBase64Url("-__-"), "\xfb\xff\xfe");
}

TEST(Base64Url, HasOneTextForEachValue) {
  for (const char* text : {"Z", "Zg==", "Zg=", "Zh", "Zm8 ", " Zm8", "Zm9v\n", "Zm+v", "Zm/v", "Zm9v!", "é"}) {
    EXPECT_EQ(FromBase64Url(text), std::nullopt) << text;
  }
  EXPECT_EQ(FromBase64Url(std::string_view("Zm9\0", 4)), std::nullopt);
}

RC_GTEST_PROP(Base64Url, GivesBackTheBytes, (const std::string& bytes)) {
  RC_ASSERT(FromBase64Url(ToBase64Url(bytes)) == bytes);
}

}  // namespace
}  // namespace maillage
