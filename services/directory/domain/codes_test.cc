#include "directory/domain/codes.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace maillage::directory {
namespace {

std::vector<std::vector<std::string>> RowsOf(const std::string& file) {
  std::ifstream in(MAILLAGE_SOURCE_DIR "/data/" + file);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    auto& row = rows.emplace_back();
    std::stringstream cells(line);
    for (std::string cell; std::getline(cells, cell, '\t');) row.push_back(cell);
  }
  return rows;
}

// DOMAIN.md §2: all communes and EPCI pass the check digit; the pattern matches all INSEE codes.
TEST(Codes, AcceptWhatTheWholeCountryHas) {
  const auto communes = RowsOf("communes.tsv");
  ASSERT_EQ(communes.size(), 34969u);
  for (const auto& commune : communes) {
    EXPECT_TRUE(IsInsee(commune[0])) << commune[0];
    EXPECT_TRUE(commune[1].empty() || IsSiren(commune[1])) << commune[1];
    EXPECT_TRUE(IsDepartement(commune[3])) << commune[3];
  }
  for (const auto& body : RowsOf("epci.tsv")) EXPECT_TRUE(IsSiren(body[0])) << body[0];
  const auto departements = RowsOf("departements.tsv");
  ASSERT_EQ(departements.size(), 109u);
  for (const auto& departement : departements) EXPECT_TRUE(IsDepartement(departement[0])) << departement[0];
}

TEST(Codes, RefuseASirenThatIsNone) {
  for (const char* siren :
       {"000000000", "249500488", "24950048", "2495004890", "249 500489", "2.19502E+0", "24950048a", ""})
    EXPECT_FALSE(IsSiren(siren)) << siren;
}

TEST(Codes, KnowWhichSeriesTheReferenceDataHasWhole) {
  EXPECT_TRUE(IsOfAKnownSeries("219501277"));   // a commune
  EXPECT_TRUE(IsOfAKnownSeries("249500489"));   // a communauté de communes
  EXPECT_FALSE(IsOfAKnownSeries("269500203"));  // a CCAS
  EXPECT_FALSE(IsOfAKnownSeries("259500304"));  // a SIVOM
  EXPECT_FALSE(IsOfAKnownSeries("200058485"));  // 20: EPCI of late, and pôles and syndicats
}

TEST(Codes, RefuseAnInseeCodeThatCannotBe) {
  for (const char* insee : {"2C004", "9512", "951270", "00001", "20004", "97901", "98501", "96001", "95 27", ""})
    EXPECT_FALSE(IsInsee(insee)) << insee;
}

TEST(Codes, RefuseADepartementThatIsNone) {
  for (const char* code : {"20", "00", "96", "2C", "2a", "970", "99", "1", "095", ""})
    EXPECT_FALSE(IsDepartement(code)) << code;
}

}  // namespace
}  // namespace maillage::directory
