#include <gmock/gmock.h>

#include "directory/rpc/test_directory.h"

namespace maillage::directory::rpc {
namespace {

using testing::ElementsAre;

TEST(Territories, OfTheWholeCountryAreLoadedOnceAndReadByAll) {
  TestDirectory directory;

  const auto first = directory.ImportTerritories();

  ASSERT_TRUE(first) << first.error().message;
  EXPECT_EQ(first->municipalities(), 34969);
  EXPECT_EQ(first->changed(), 34969 + 1266 + 109);
  EXPECT_EQ(directory.ImportTerritories()->changed(), 0);

  v1::GetMunicipalityRequest get;
  get.set_name("municipalities/2A004");
  EXPECT_EQ(directory.Do<v1::Municipality>("TerritoryService/GetMunicipality", get, "*")->display_name(), "Ajaccio");
  get.set_name("municipalities/95999");
  EXPECT_EQ(ReasonOf(directory.Do<v1::Municipality>("TerritoryService/GetMunicipality", get, "*")), "NOT_FOUND");
  v1::ListMunicipalitiesRequest list;
  list.set_filter("departement = \"95\"");
  list.set_page_size(1000);
  EXPECT_EQ(directory.Do<v1::ListMunicipalitiesResponse>("TerritoryService/ListMunicipalities", list, "*")
                ->municipalities_size(),
            183);
  v1::ListIntermunicipalBodiesRequest bodies;
  bodies.set_filter("kind = \"CC\" AND display_name : \"haut val d'oise\"");
  const auto found =
      directory.Do<v1::ListIntermunicipalBodiesResponse>("TerritoryService/ListIntermunicipalBodies", bodies, "*");
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->intermunicipal_bodies_size(), 1);
  EXPECT_EQ(found->intermunicipal_bodies(0).members(), 9);
}

TEST(Territories, AreReplacedWholeOrNotAtAll) {
  TestDirectory directory;
  ASSERT_TRUE(directory.ImportTerritories());
  v1::ImportTerritoriesRequest request;
  request.set_departements(TestDirectory::File("departements.tsv"));
  request.set_epci(TestDirectory::File("epci.tsv"));
  auto communes = TestDirectory::File("communes.tsv");
  const auto place = communes.find("\tCergy\t");
  request.set_communes(std::string(communes).replace(place, 7, "\tCergy-le-Neuf\t"));

  const auto renamed = directory.Do<v1::ImportTerritoriesResponse>("TerritoryService/ImportTerritories", request, "*");
  EXPECT_EQ(renamed->changed(), 1);

  request.set_communes(std::string(communes).replace(place, 7, "\t\t"));
  const auto refused = directory.Do<v1::ImportTerritoriesResponse>("TerritoryService/ImportTerritories", request, "*");
  EXPECT_EQ(ReasonOf(refused), "INVALID_REQUEST");
  v1::GetMunicipalityRequest get;
  get.set_name("municipalities/95127");
  EXPECT_EQ(directory.Do<v1::Municipality>("TerritoryService/GetMunicipality", get, "*")->display_name(),
            "Cergy-le-Neuf");
}

}  // namespace
}  // namespace maillage::directory::rpc
