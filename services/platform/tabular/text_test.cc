#include "platform/tabular/text.h"

#include <gtest/gtest.h>

namespace maillage::tabular {
namespace {

TEST(Text, IsComposedAndTrimmed) {
  EXPECT_EQ(Clean("E\u0301va"), "Éva");
  EXPECT_EQ(Clean(" \t\u00A0\u202FEssai 5\u00A0 \r\n"), "Essai 5");
  EXPECT_EQ(Clean("\u00A0 "), "");
  EXPECT_EQ(Clean("une\r\ndeux\rtrois"), "une\ndeux\ntrois");
}

TEST(Text, IsCountedInCharacters) {
  EXPECT_EQ(Length("Éva’s"), 5u);
  EXPECT_EQ(Length(""), 0u);
}

TEST(Text, ShowsWhatNobodySees) {
  EXPECT_EQ(FindInvisible("Chargé·e « ŒUVRE » 3 € — 日本 ☀\uFE0F\nligne\t"), std::nullopt);
  for (const auto& [text, name] : {std::pair{"a\u200B", "U+200B"},
                                   {"a\u202E", "U+202E"},
                                   {"a\u2066", "U+2066"},
                                   {"\u00AD", "U+00AD"},
                                   {"\uFEFF", "U+FEFF"},
                                   {"\u2028", "U+2028"},
                                   {"\uFFFD", "U+FFFD"},
                                   {"\u3164", "U+3164"},
                                   {"\x07", "U+0007"},
                                   {"\x7F", "U+007F"},
                                   {"\u0085", "U+0085"}}) {
    EXPECT_EQ(FindInvisible(text), name);
  }
  EXPECT_EQ(FindInvisible(std::string_view("a\0b", 3)), "U+0000");
}

TEST(Text, IsShownOnOneShortLine) {
  EXPECT_EQ(Show("Éva"), "Éva");
  EXPECT_EQ(Show(std::string_view("É\0\n\x7F", 5)), "É␀␊␡");
  EXPECT_EQ(Show("a\u202Eb"), "a‹U+202E›b");
  const std::string eighty(80, 'x');
  EXPECT_EQ(Show(eighty), eighty);
  EXPECT_EQ(Show(eighty + "x"), std::string(79, 'x') + "…");
  EXPECT_EQ(Quoted("email"), "«\u00A0email\u00A0»");
}

}  // namespace
}  // namespace maillage::tabular
