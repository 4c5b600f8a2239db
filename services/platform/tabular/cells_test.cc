#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/tabular/table.h"

namespace maillage::tabular {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// One cell, and what was said about it.
struct Subject {
  explicit Subject(const std::string& cell) : row{7, {{"c", cell}}}, cells(row, faults) {}

  std::string message() const { return faults.empty() ? "" : faults.back().message; }

  Row row;
  std::vector<Fault> faults;
  Cells cells;
};

TEST(Cells, SayWhereAndWhatIsWrong) {
  Subject subject("hier");
  subject.cells.Date("c");
  ASSERT_EQ(subject.faults.size(), 1u);
  EXPECT_EQ(subject.faults[0].line, 7);
  EXPECT_EQ(subject.faults[0].column, "c");
  EXPECT_EQ(subject.faults[0].value, "hier");
}

TEST(Cells, AreNothingWhenEmpty) {
  Subject subject("");
  EXPECT_EQ(subject.cells.Text("c", false), "");
  EXPECT_EQ(subject.cells.Date("c"), std::nullopt);
  EXPECT_EQ(subject.cells.Time("c"), std::nullopt);
  EXPECT_EQ(subject.cells.Hundredths("c"), std::nullopt);
  EXPECT_EQ(subject.cells.Int("c"), std::nullopt);
  EXPECT_EQ(subject.cells.Flag("c"), std::nullopt);
  EXPECT_THAT(subject.cells.List("c"), IsEmpty());
  EXPECT_EQ(subject.cells.OneOf("c", {"A"}, false), "");
  EXPECT_THAT(subject.faults, IsEmpty());
}

TEST(Cells, AreMissedWhenRequired) {
  Subject text("");
  text.cells.Text("c", true);
  EXPECT_EQ(text.message(), "Valeur manquante.");
  Subject word("");
  word.cells.OneOf("c", {"A"}, true);
  EXPECT_EQ(word.message(), "Valeur manquante.");
}

TEST(Cells, GiveOneLineOfText) {
  Subject subject("Éva");
  EXPECT_EQ(subject.cells.Text("c", true, 3), "Éva");
  EXPECT_THAT(subject.faults, IsEmpty());
  EXPECT_EQ(subject.cells.Text("c", true, 2), "");
  EXPECT_EQ(subject.message(), "Texte trop long\u00A0: 3 caractères, 2 au plus.");
  Subject injection("Réunion\nBcc: tous@example.org");
  EXPECT_EQ(injection.cells.Text("c", true), "");
  EXPECT_THAT(injection.message(), HasSubstr("une seule ligne"));
}

TEST(Cells, GiveIsoAndFrenchDates) {
  for (const char* text : {"2026-02-03", "03/02/2026", "3/2/2026"}) {
    Subject subject(text);
    EXPECT_EQ(subject.cells.Date("c"), CivilDate{date::year{2026} / 2 / 3}) << text;
    EXPECT_THAT(subject.faults, IsEmpty()) << text;
  }
  for (const char* text :
       {"31/02/2026", "2026-13-01", "2025-02-29", "hier", "03/02/26", "03/02", "03//2026", "2026-02-03T09:30"}) {
    Subject subject(text);
    EXPECT_EQ(subject.cells.Date("c"), std::nullopt) << text;
    EXPECT_THAT(subject.message(), HasSubstr("Date qui n’existe pas")) << text;
  }
  Subject excel("45691");
  EXPECT_EQ(excel.cells.Date("c"), std::nullopt);
  EXPECT_THAT(excel.message(), HasSubstr("Excel"));
}

TEST(Cells, GiveLocalTimes) {
  for (const char* text : {"2026-02-03T09:30", "03/02/2026 09:30", "2026-02-03T09:30:00"}) {
    Subject subject(text);
    EXPECT_EQ(subject.cells.Time("c"), ParseLocalTime("2026-02-03T09:30").value()) << text;
    EXPECT_THAT(subject.faults, IsEmpty()) << text;
  }
  for (const char* text : {"2026-06-09T25:00", "2026-06-09T09:30+09:00", "2026-06-09", "09:30", "31/02/2026 09:30"}) {
    Subject subject(text);
    EXPECT_EQ(subject.cells.Time("c"), std::nullopt) << text;
    EXPECT_THAT(subject.message(), HasSubstr("Date et heure")) << text;
  }
}

TEST(Cells, GiveHundredths) {
  for (const auto& [text, value] :
       {std::pair{"0.50", 50}, {"0,5", 50}, {"1", 100}, {"1,20", 120}, {"0", 0}, {"-0.50", -50}, {"0,05", 5}}) {
    Subject subject(text);
    EXPECT_EQ(subject.cells.Hundredths("c"), value) << text;
    EXPECT_THAT(subject.faults, IsEmpty()) << text;
  }
  for (const char* text : {"NaN", "1e-1", "50 %", ".5", "0,", "1,2.3", "12345678", "--1", "+1"}) {
    Subject subject(text);
    EXPECT_EQ(subject.cells.Hundredths("c"), std::nullopt) << text;
    EXPECT_THAT(subject.message(), HasSubstr("Nombre attendu")) << text;
  }
  Subject fine("0.333");
  EXPECT_EQ(fine.cells.Hundredths("c"), std::nullopt);
  EXPECT_EQ(fine.message(), "Deux décimales au plus.");
}

TEST(Cells, GiveWholeNumbersAndFlags) {
  EXPECT_EQ(Subject("-3").cells.Int("c"), -3);
  for (const char* text : {"1,5", "douze", "9999999999", "1 000", "0x10"}) {
    Subject subject(text);
    EXPECT_EQ(subject.cells.Int("c"), std::nullopt) << text;
    EXPECT_EQ(subject.message(), "Nombre entier attendu.") << text;
  }
  for (const char* text : {"true", "VRAI", "oui", "Vrai"}) EXPECT_EQ(Subject(text).cells.Flag("c"), true) << text;
  for (const char* text : {"false", "FAUX", "non"}) EXPECT_EQ(Subject(text).cells.Flag("c"), false) << text;
  Subject maybe("peut-être");
  EXPECT_EQ(maybe.cells.Flag("c"), std::nullopt);
  EXPECT_THAT(maybe.message(), HasSubstr("VRAI ou FAUX"));
}

TEST(Cells, GiveLists) {
  EXPECT_THAT(Subject("EMAIL").cells.List("c"), ElementsAre("EMAIL"));
  EXPECT_THAT(Subject("EMAIL | SMS").cells.List("c"), ElementsAre("EMAIL", "SMS"));
  for (const char* text : {"EMAIL||SMS", "EMAIL|", "|EMAIL", "|"}) {
    Subject subject(text);
    EXPECT_THAT(subject.cells.List("c"), IsEmpty()) << text;
    EXPECT_THAT(subject.message(), HasSubstr("Élément vide")) << text;
  }
}

TEST(Cells, GiveOneOfTheAllowedWords) {
  EXPECT_EQ(Subject("OFFICER").cells.OneOf("c", {"PILOT", "OFFICER"}, true), "OFFICER");
  Subject wrong("officer");
  EXPECT_EQ(wrong.cells.OneOf("c", {"PILOT", "OFFICER"}, true), "");
  EXPECT_EQ(wrong.message(), "Valeur inconnue\u00A0; sont admises\u00A0: PILOT, OFFICER.");
}

}  // namespace
}  // namespace maillage::tabular
