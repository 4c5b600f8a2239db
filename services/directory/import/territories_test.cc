#include "directory/import/territories.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

namespace maillage::directory {
namespace {

using testing::ElementsAre;

std::string FileOf(const std::string& name) {
  std::ifstream in(MAILLAGE_SOURCE_DIR "/data/" + name, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

const std::string kDepartements =
    "code\tname\tregion\tregion_name\tkind\tzone\n95\tVal-d'Oise\t11\tÎle-de-France\tMETRO\tEurope/Paris\n";
const std::string kEpci =
    "siren\tkind\tname\tmembers\tpopulation\tpopulation_dgcl\tparent_siren\n249500109\tCA\tCA de "
    "Cergy-Pontoise\t1\t70906\t\t\n";
const std::string kCommunes =
    "insee\tsiren\tname\tdepartement\tregion\tepci_siren\tept_"
    "siren\tpopulation\n95127\t219501277\tCergy\t95\t11\t249500109\t\t70906\n";

std::vector<std::string> FieldsOf(const Result<Territories>& territories) {
  std::vector<std::string> fields;
  if (!territories)
    for (const auto& fault : territories.error().faults) fields.push_back(fault.field);
  return fields;
}

TEST(Territories, ReadsTheWholeCountry) {
  const auto territories = ReadTerritories(FileOf("departements.tsv"), FileOf("epci.tsv"), FileOf("communes.tsv"));

  ASSERT_TRUE(territories) << territories.error().message << " " << testing::PrintToString(FieldsOf(territories));
  EXPECT_EQ(territories->departements.size(), 109u);
  EXPECT_EQ(territories->bodies.size(), 1266u);
  EXPECT_EQ(territories->municipalities.size(), 34969u);
}

TEST(Territories, NamesEveryBadCellByFileAndLine) {
  EXPECT_TRUE(ReadTerritories(kDepartements, kEpci, kCommunes));
  EXPECT_THAT(FieldsOf(ReadTerritories(
                  kDepartements, kEpci,
                  kCommunes + "2C004\t219501278\t\t96\t11\t\t\t-1\n95127\t\tCergy\t95\t11\t\t\t\n95001\n")),
              ElementsAre("communes[3].insee", "communes[3].siren", "communes[3].name", "communes[3].departement",
                          "communes[3].population", "communes[4].insee", "communes[5]"));
}

TEST(Territories, NeedAllThreeFilesWithTheirHeaders) {
  EXPECT_THAT(FieldsOf(ReadTerritories("", kEpci, kCommunes)).front(), "departements[1]");
  EXPECT_THAT(FieldsOf(ReadTerritories(kDepartements, kCommunes, kCommunes)).front(), "epci[1]");
  EXPECT_THAT(FieldsOf(ReadTerritories(kDepartements, kEpci, kCommunes.substr(0, kCommunes.find('\n') + 1))).front(),
              "communes");
}

TEST(Territories, CountTheMembersOfAnEpci) {
  auto epci = kEpci;
  epci.replace(epci.find("\t1\t"), 3, "\t2\t");
  EXPECT_THAT(FieldsOf(ReadTerritories(kDepartements, epci, kCommunes)), ElementsAre("epci.249500109"));
}

}  // namespace
}  // namespace maillage::directory
