#include "notifier/mail/french.h"

#include <gtest/gtest.h>

#include "notifier/mail/clean.h"

namespace maillage::notifier::mail {
namespace {

using namespace date::literals;

TEST(French, WritesDatesAndHours) {
  EXPECT_EQ(LongDate(2026_y / 2 / 3), "mardi 3\u00A0février 2026");
  EXPECT_EQ(DayOf(2026_y / 10 / 1), "jeudi 1er\u00A0octobre");
  const LocalTime morning = date::local_days{2026_y / 2 / 3} + std::chrono::hours{9} + std::chrono::minutes{5};
  EXPECT_EQ(Hour(morning), "9\u00A0h\u00A005");
  EXPECT_EQ(Hour(morning - std::chrono::minutes{5}), "9\u00A0h");
  EXPECT_EQ(NearDay(2026_y / 2 / 3, 2026_y / 2 / 2), "demain, mardi 3\u00A0février");
}

TEST(French, JoinsDatesAndSaysTheYearOnce) {
  EXPECT_EQ(Dates({2026_y / 2 / 5, 2026_y / 2 / 3}, "le ", "ou"),
            "le mardi 3\u00A0février ou le jeudi 5\u00A0février 2026");
  EXPECT_EQ(Dates({2026_y / 12 / 31, 2027_y / 1 / 4}, "le ", "et"),
            "le jeudi 31\u00A0décembre 2026 et le lundi 4\u00A0janvier 2027");
  EXPECT_EQ(Dates({}, "le ", "et"), "");
}

TEST(French, PutsNarrowSpacesAndCurvedApostrophes) {
  EXPECT_EQ(Typographic("R1 : l'accueil « vite » !"), "R1\u202F: l’accueil «\u202Fvite\u202F»\u202F!");
  EXPECT_EQ(Typographic("«  » ; «;» a  : b\u00A0! «\u00A0c\u00A0»"),
            "«\u202F\u202F»\u202F; «;» a \u202F: b\u202F! «\u202Fc\u202F»");
  EXPECT_EQ(Typographic("'a' d'été' ;"), "'a' d’été’\u202F;") << "an apostrophe stands between letters";
  EXPECT_EQ(Typographic(""), "");
  EXPECT_EQ(Capitalised("à noter"), "À noter");
  EXPECT_EQ(Of("Éva"), "d’Éva");
  EXPECT_EQ(Of("Bruno"), "de Bruno");
  EXPECT_TRUE(BeginsWithWord("SÉMINAIRE départemental", "séminaire"));
  EXPECT_FALSE(BeginsWithWord("Formations", "formation"));
}

TEST(Clean, CutsWithinTheLimitAndBetweenCharacters) {
  EXPECT_EQ(OneLine("éééé", 4), "éééé");
  EXPECT_EQ(OneLine("ééééé", 4), "ééé…");
  EXPECT_EQ(OneLine("éé ééé", 4), "éé…");
  EXPECT_EQ(OneLine(" a \r\n\t b ", 9), "a b");
  EXPECT_EQ(OneLine("\u202Eabc\u200B", 9), "abc");
}

TEST(Clean, LetsOnlyWebAddressesThrough) {
  EXPECT_EQ(SafeUrl("https://example.org/a?b=c&d=%20"), "https://example.org/a?b=c&d=%20");
  for (const char* bad : {"javascript:alert(1)", "//example.org", "https://example.org/\r\nx",
                          "https://example.org/\"onclick", "ftp://example.org", ""})
    EXPECT_EQ(SafeUrl(bad), "") << bad;
}

}  // namespace
}  // namespace maillage::notifier::mail
