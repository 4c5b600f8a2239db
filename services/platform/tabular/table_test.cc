#include "platform/tabular/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace maillage::tabular {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using namespace std::string_literals;

const Format kPeople{{"ref", "name", "email"}, {"phone"}, 50};
const std::string kHeader = "ref,name,email\n";
const std::string kEva = "P-1,Éva,eva@example.org\n";

auto FaultAt(int line, const std::string& column, const std::string& message) {
  return AllOf(Field(&Fault::line, line), Field(&Fault::column, column), Field(&Fault::message, HasSubstr(message)));
}

void ExpectOnlyEva(const Table& table) {
  EXPECT_THAT(table.faults, IsEmpty());
  ASSERT_EQ(table.rows.size(), 1u);
  EXPECT_EQ(table.rows[0].line, 2);
  EXPECT_EQ(table.rows[0]["ref"], "P-1");
  EXPECT_EQ(table.rows[0]["name"], "Éva");
  EXPECT_EQ(table.rows[0]["email"], "eva@example.org");
}

TEST(Table, IsReadInEveryUsualForm) {
  ExpectOnlyEva(Read(kHeader + kEva, kPeople));
  ExpectOnlyEva(Read("\xEF\xBB\xBF" + kHeader + kEva, kPeople));
  ExpectOnlyEva(Read("ref,name,email\r\nP-1,Éva,eva@example.org\r\n", kPeople));
  ExpectOnlyEva(Read("ref,name,email\rP-1,Éva,eva@example.org\r", kPeople));
  ExpectOnlyEva(Read("ref,name,email\r\nP-1,Éva,eva@example.org", kPeople));
  ExpectOnlyEva(Read("ref;name;email\r\nP-1;Éva;eva@example.org\r\n", kPeople));
  ExpectOnlyEva(Read("email,ref,name\neva@example.org,P-1,Éva\n", kPeople));
  ExpectOnlyEva(Read("\"ref\",\"name\",\"email\"\n\"P-1\",\"Éva\",\"eva@example.org\"\n", kPeople));
  ExpectOnlyEva(Read("ref,name,email\nP-1,\xC9va,eva@example.org\n", kPeople));
  ExpectOnlyEva(Read(kHeader + "P-1 ,\u00A0E\u0301va, eva@example.org\n", kPeople));
}

TEST(Table, SaysHowItWasRead) {
  const auto table = Read("\xEF\xBB\xBFref;name;email;phone\r\n", kPeople);
  EXPECT_EQ(table.encoding, "UTF-8");
  EXPECT_EQ(table.separator, ";");
  EXPECT_THAT(table.columns, ElementsAre("ref", "name", "email", "phone"));
  EXPECT_THAT(table.rows, IsEmpty());
  EXPECT_THAT(table.faults, IsEmpty());
}

TEST(Table, KnowsItsLinesWhenCellsHaveSeveral) {
  const auto table = Read(kHeader + "P-1,\"Éva, dite \"\"Vava\"\"\r\nEssai\",e@x.fr\nP-2,Bo,b@x.fr\n", kPeople);
  EXPECT_THAT(table.faults, IsEmpty());
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[0]["name"], "Éva, dite \"Vava\"\nEssai");
  EXPECT_EQ(table.rows[1].line, 4);
}

TEST(Table, HasAnEmptyTextForAColumnThatIsNotThere) {
  EXPECT_EQ(Read(kHeader + kEva, kPeople).rows.at(0)["phone"], "");
}

TEST(Table, IsRefusedWithoutContentOrHeader) {
  for (const char* content : {"", "\xEF\xBB\xBF", "\n\n \n"}) {
    EXPECT_THAT(Read(content, kPeople).faults, ElementsAre(FaultAt(0, "", "vide"))) << content;
  }
  EXPECT_THAT(Read(kEva, kPeople).faults, ElementsAre(FaultAt(1, "", "première ligne")));
  EXPECT_THAT(Read("PK\x03\x04\0\0"s, kPeople).faults, ElementsAre(FaultAt(0, "", "classeur")));
}

TEST(Table, IsRefusedWithUnknownMissingOrRepeatedColumns) {
  EXPECT_THAT(Read("ref,name,colour,email\nP-1,Éva,red,e@x.fr\n", kPeople).faults,
              ElementsAre(FaultAt(1, "colour", "Colonne inconnue\u00A0: «\u00A0colour\u00A0»")));
  EXPECT_THAT(Read("ref,name\nP-1,Éva\n", kPeople).faults, ElementsAre(FaultAt(1, "email", "manquante")));
  EXPECT_THAT(Read("ref,name,email,email\nP-1,Éva,a@x.fr,b@x.fr\n", kPeople).faults,
              ElementsAre(FaultAt(1, "email", "répétée")));
  EXPECT_THAT(Read("ref,name,email,\nP-1,Éva,a@x.fr,\n", kPeople).faults, ElementsAre(FaultAt(1, "", "sans nom")));
  EXPECT_THAT(Read("ref,name\nP-1,Éva\n", kPeople).rows, IsEmpty());
}

TEST(Table, NamesEveryFaultyRowAndKeepsTheOthers) {
  const auto table = Read(kHeader + kEva + "P-2,Bo\nP-3,Cy,c@x.fr,en,trop\n\n,,\nP-4,Di,d@x.fr\n", kPeople);
  EXPECT_THAT(table.faults,
              ElementsAre(FaultAt(3, "", "2 cellules, l’en-tête en compte 3"), FaultAt(4, "", "5 cellules"),
                          FaultAt(5, "", "Ligne vide"), FaultAt(6, "", "sans aucune valeur")));
  ASSERT_EQ(table.rows.size(), 2u);
  EXPECT_EQ(table.rows[1]["ref"], "P-4");
  EXPECT_EQ(table.rows[1].line, 7);
}

TEST(Table, CountsBlankLinesOnceWhateverEndsThem) {
  for (const char* end : {"\n", "\r\n", "\r"}) {
    const std::string eol = end;
    const auto table = Read("ref,name,email" + eol + eol + "P-1,Bo,b@x.fr" + eol, kPeople);
    EXPECT_THAT(table.faults, ElementsAre(FaultAt(2, "", "Ligne vide")));
    ASSERT_EQ(table.rows.size(), 1u);
    EXPECT_EQ(table.rows[0].line, 3);
  }
}

TEST(Table, IsRefusedWithAWildQuote) {
  EXPECT_THAT(Read(kHeader + kEva + "P-2,\"Bo,b@x.fr\nP-3,Cy,c@x.fr\n", kPeople).faults,
              ElementsAre(FaultAt(3, "", "jamais fermé")));
  EXPECT_THAT(Read(kHeader + "P-2,salle \"Cerisaie\",b@x.fr\n", kPeople).faults,
              ElementsAre(FaultAt(2, "", "mal placé")));
  EXPECT_THAT(Read(kHeader + "P-2,\"Bo\" et Cy,b@x.fr\n", kPeople).faults, ElementsAre(FaultAt(2, "", "mal placé")));
}

TEST(Table, IsRefusedWithInvisibleCharacters) {
  const auto table =
      Read(kHeader + "P-1,\u00C9va\0Nul,e@x.fr\nP-2,Es\u200Bsai,b@x.fr\nP-3,\u202EiassE,c@x.fr\n"s, kPeople);
  EXPECT_THAT(table.faults,
              ElementsAre(FaultAt(2, "name", "U+0000"), FaultAt(3, "name", "U+200B"), FaultAt(4, "name", "U+202E")));
  EXPECT_EQ(table.faults[0].value, "Éva␀Nul");
  EXPECT_THAT(table.rows, IsEmpty());
}

TEST(Table, IsRefusedWithACellTooLong) {
  const std::string fits(50, 'x');
  EXPECT_THAT(Read(kHeader + "P-1," + fits + ",e@x.fr\n", kPeople).faults, IsEmpty());
  const auto table = Read(kHeader + "P-1," + std::string(1 << 20, 'x') + ",e@x.fr\n", kPeople);
  EXPECT_THAT(table.faults, ElementsAre(FaultAt(2, "name", "1048576 caractères, 50 au plus")));
  EXPECT_EQ(table.faults[0].value.size(), 79u + 3);
}

TEST(Table, CountsTheLengthOfACellInCharacters) {
  std::string accents;
  for (int i = 0; i < 50; ++i) accents += "é";
  EXPECT_THAT(Read(kHeader + "P-1," + accents + ",e@x.fr\n", kPeople).faults, IsEmpty());
}

TEST(Table, StopsWhenNobodyWouldReadOn) {
  std::string content = kHeader;
  for (int i = 0; i < 1000; ++i) content += "P-1,Bo\n";
  const auto table = Read(content, kPeople);
  ASSERT_EQ(table.faults.size(), 201u);
  EXPECT_THAT(table.faults.back(), FaultAt(201, "", "Trop de fautes"));
}

/// Cells as people write them: anything printable, line ends inside, no blank around.
rc::Gen<std::string> AnyCell() {
  const auto piece =
      rc::gen::element<std::string>("a", "É", "ç", "œ", "’", "\"", ",", ";", "x\ny", "x y", "=1+1", "|", "9", "€");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& pieces) {
    std::string cell;
    for (const auto& p : pieces) cell += p;
    return cell;
  });
}

std::string Written(const std::vector<std::string>& cells, char separator, const std::string& eol) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) line += separator;
    line += '"';
    for (char c : cells[i]) line += c == '"' ? std::string("\"\"") : std::string(1, c);
    line += '"';
  }
  return line + eol;
}

RC_GTEST_PROP(Table, GivesBackWhatWasWritten, ()) {
  const char separator = *rc::gen::element(',', ';');
  const auto eol = *rc::gen::element<std::string>("\n", "\r\n", "\r");
  const auto mark = *rc::gen::element<std::string>("", "\xEF\xBB\xBF");
  const auto rows =
      *rc::gen::container<std::vector<std::pair<std::string, std::string>>>(rc::gen::pair(AnyCell(), AnyCell()));

  std::string content = mark + Written({"ref", "name", "email"}, separator, eol);
  for (const auto& [name, email] : rows) content += Written({"P-1", name, email}, separator, eol);
  const auto table = Read(content, Format{{"ref", "name", "email"}, {}, 100000});

  RC_ASSERT(table.faults.empty());
  RC_ASSERT(table.rows.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    RC_ASSERT(table.rows[i]["name"] == rows[i].first);
    RC_ASSERT(table.rows[i]["email"] == rows[i].second);
  }
}

RC_GTEST_PROP(Table, SurvivesAnyBytes, (const std::string& bytes)) {
  const auto table = Read("ref,name,email\n" + bytes, kPeople);
  RC_ASSERT(!table.faults.empty() || table.columns.size() == 3);
  for (const auto& row : table.rows) RC_ASSERT(row.cells.size() == 3);
}

}  // namespace
}  // namespace maillage::tabular
