#include "directory/domain/text.h"

#include <gtest/gtest.h>

namespace maillage::directory {
namespace {

TEST(Text, IsSoundWhenAPersonCanReadAllOfIt) {
  for (const char* name : {"Aïcha", "Lœuillet", "D'Arcy", "Petit-Benali", "É", "Nguyễn", "Essai688"})
    EXPECT_EQ(ProblemOfText(name, 100, true), std::nullopt) << name;
  EXPECT_EQ(ProblemOfText("", 100, false), std::nullopt);
}

TEST(Text, SaysWhatIsWrong) {
  struct Case {
    std::string text;
    Problem problem;
  };
  for (const auto& [text, problem] : std::initializer_list<Case>{{"", Problem::kMissing},
                                                                 {" ", Problem::kMissing},
                                                                 {"\u00a0", Problem::kMissing},
                                                                 {" Essai", Problem::kBlankAround},
                                                                 {"Essai\u00a0", Problem::kBlankAround},
                                                                 {"a\r\nBcc: x", Problem::kControlCharacter},
                                                                 {std::string("a\0b", 3), Problem::kControlCharacter},
                                                                 {"a\u0085b", Problem::kControlCharacter},
                                                                 {"Es\u200bsai", Problem::kInvisibleCharacter},
                                                                 {"\u202eiassE", Problem::kInvisibleCharacter},
                                                                 {"a\ufffdb", Problem::kInvisibleCharacter},
                                                                 {"\xC9va", Problem::kNotUtf8},
                                                                 {"\xC0\x80", Problem::kNotUtf8},
                                                                 {"\xED\xA0\x80", Problem::kNotUtf8},
                                                                 {"\xE2\x80", Problem::kNotUtf8}})
    EXPECT_EQ(ProblemOfText(text, 100, true), problem) << text;
}

TEST(Text, CountsCharactersAndNotBytes) {
  EXPECT_EQ(ProblemOfText("éééé", 4, true), std::nullopt);
  EXPECT_EQ(ProblemOfText("ééééé", 4, true), Problem::kTooLong);
}

TEST(Address, IsOneAddress) {
  for (const char* address : {"p-1@example.org", "EVA.ESSAI-1@EXAMPLE.ORG", "o'neil+ctg@sub.example.org", "x@a1.fr"})
    EXPECT_EQ(ProblemOfAddress(address), std::nullopt) << address;
  for (const char* address :
       {"pas-une-adresse", "eva@@example.org", "eva@example.org, autre@example.org", "eva@exam ple.org", "@example.org",
        "eva@", "eva@localhost", "eva@-a.org", "eva@a-.org", "eva@a..org", ".eva@a.org", "e..va@a.org",
        "<eva@example.org>", "eva@example.org;autre@example.org", "\"eva\"@example.org", "eva@[127.0.0.1]"})
    EXPECT_EQ(ProblemOfAddress(address), Problem::kNotAnAddress) << address;
  EXPECT_EQ(ProblemOfAddress("eva@example.org\r\nBcc: tous@example.org"), Problem::kControlCharacter);
  EXPECT_EQ(ProblemOfAddress("eva\u200b@example.org"), Problem::kInvisibleCharacter);
}

TEST(Address, HasNoLettersThatOnlyLookLikeOthers) {
  EXPECT_EQ(ProblemOfAddress("\u0435va@example.org"), Problem::kForeignLetters);
  EXPECT_EQ(ProblemOfAddress("eva@ex\u0430mple.org"), Problem::kForeignLetters);
}

TEST(Address, IsNotLongerThanMailServersTake) {
  EXPECT_EQ(ProblemOfAddress(std::string(65, 'a') + "@example.org"), Problem::kNotAnAddress);
  EXPECT_EQ(ProblemOfAddress("a@" + std::string(250, 'b') + ".org"), Problem::kTooLong);
}

TEST(Telephone, IsFrenchOrInternational) {
  for (const char* phone : {"01 99 00 81 06", "0639985589", "06.39.98.55.89", "+33 6 39 98 55 89",
                            "02\u00a062 00 00 00", "+262 (639) 98-00"})
    EXPECT_TRUE(IsTelephone(phone)) << phone;
  for (const char* phone :
       {"12", "", "06 39 98 55", "00 39 98 55 89", "+0 639985589", "06 39 98 55 8a", "+", "06+39985589"})
    EXPECT_FALSE(IsTelephone(phone)) << phone;
}

}  // namespace
}  // namespace maillage::directory
