#include "platform/tabular/encoding.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::tabular {
namespace {

using testing::HasSubstr;
using namespace std::string_literals;

Decoded Read(std::string_view content) {
  auto decoded = Decode(content);
  EXPECT_TRUE(decoded) << decoded.error().message;
  return decoded.value_or(Decoded{});
}

void ExpectRefused(std::string_view content, int line, const std::string& message) {
  const auto decoded = Decode(content);
  ASSERT_FALSE(decoded) << decoded->encoding << ": " << decoded->text;
  EXPECT_EQ(decoded.error().line, line);
  EXPECT_THAT(decoded.error().message, HasSubstr(message));
}

TEST(Encoding, IsUtf8WithOrWithoutItsMark) {
  EXPECT_EQ(Read("Éva").encoding, "UTF-8");
  EXPECT_EQ(Read("Éva").text, "Éva");
  EXPECT_EQ(Read("\xEF\xBB\xBFÉva").text, "Éva");
  EXPECT_EQ(Read("abc").encoding, "UTF-8");
  EXPECT_EQ(Read("").text, "");
}

TEST(Encoding, IsUtf16WithOrWithoutItsMark) {
  EXPECT_EQ(Read("\xFF\xFE\xC9\0v\0a\0"s).text, "Éva");
  EXPECT_EQ(Read("\xFF\xFE\xC9\0v\0a\0"s).encoding, "UTF-16LE");
  EXPECT_EQ(Read("\xFE\xFF\0\xC9\0v\0a"s).text, "Éva");
  EXPECT_EQ(Read("\xFE\xFF\0\xC9\0v\0a"s).encoding, "UTF-16BE");
  EXPECT_EQ(Read("r\0e\0f\0\n\0\xC9\0"s).text, "ref\nÉ");
  EXPECT_EQ(Read("\0r\0e\0f\0\n\0\xC9"s).text, "ref\nÉ");
}

TEST(Encoding, IsWindows1252WhenItIsNoUtf8) {
  EXPECT_EQ(Read("Le B\x9Cuf d\x92\xC9va, 3 \x80").text, "Le Bœuf d’Éva, 3 €");
  EXPECT_EQ(Read("Le B\x9Cuf").encoding, "Windows-1252");
  EXPECT_EQ(Read("Charg\xE9\xB7"
                 "e de coop\xE9ration")
                .text,
            "Chargé·e de coopération");
}

// In capitals, É and the middle dot are two bytes that happen to be UTF-8 for a phonetic sign.
TEST(Encoding, IsWindows1252InInclusiveCapitalsToo) {
  EXPECT_EQ(Read("CHARG\xC9\xB7"
                 "E DE COOP\xC9RATION")
                .text,
            "CHARGÉ·E DE COOPÉRATION");
}

TEST(Encoding, IsBrokenWhenUtf8HasAForeignByte) {
  ExpectRefused("ref\nÉva\n\xC9va\n", 3, "octet C9");
  ExpectRefused("ref\r\nÉva\r\nm\xEAme\r\n", 3, "octet EA");
  ExpectRefused("\xEF\xBB\xBFref\r\xC9va", 2, "octet C9");
  ExpectRefused("Éva\xC3", 1, "octet C3");  // cut in the middle of a character
  ExpectRefused("Jana\xC3\xA9\xED\xA0\x80", 1, "octet ED");
}

TEST(Encoding, IsUnknownOtherwise) {
  ExpectRefused("\xFF\xFEr\0e"s, 0, "UTF-16");
  ExpectRefused("\xFF\xFE\x00\xD8z\0"s, 0, "UTF-16");  // half a pair
  ExpectRefused("a\x81\x8D\x8F", 0, "n’est pas reconnu");
  ExpectRefused("PK\x03\x04\x14\0\0\0"s, 0, "classeur");
  ExpectRefused("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 0, "classeur");
}

}  // namespace
}  // namespace maillage::tabular
