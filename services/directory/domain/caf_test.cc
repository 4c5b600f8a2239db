#include "directory/domain/caf.h"

#include <gtest/gtest.h>

namespace maillage::directory {
namespace {

TEST(Caf, IsAddedWithItsDepartementsAndZone) {
  const auto caf = AddCaf({"974", "Caf de La Réunion", {"974"}, "Indian/Reunion", 7});

  ASSERT_TRUE(caf);
  EXPECT_EQ(caf->version, 1);
}

TEST(Caf, MayCoverSeveralDepartements) { EXPECT_TRUE(AddCaf({"64b", "", {"64", "40"}, "Europe/Paris", 1})); }

TEST(Caf, ReportsEveryFault) {
  const auto caf = AddCaf({"95/x", "a\nb", {"20", "95", "95"}, "Europe/Cergy", 1});

  ASSERT_FALSE(caf);
  EXPECT_EQ(caf.error().reason, "INVALID_REQUEST");
  std::vector<std::string> fields;
  for (const auto& fault : caf.error().faults) fields.push_back(fault.field);
  EXPECT_EQ(fields, (std::vector<std::string>{"caf_id", "caf.display_name", "caf.departements", "caf.departements",
                                              "caf.zone"}));
}

TEST(Caf, ChangesItsNameDepartementsAndZone) {
  auto caf = AddCaf({"95", "Caf", {"95"}, "Europe/Paris", 1}).value();
  EXPECT_FALSE(ChangeCaf(caf, Caf(caf)).value()) << "the same again";

  EXPECT_TRUE(ChangeCaf(caf, {"", "Caf du Val-d’Oise", {"95", "78"}, "Indian/Reunion", 1}).value());

  EXPECT_EQ(caf.code, "95");
  EXPECT_EQ(caf.display_name, "Caf du Val-d’Oise");
  EXPECT_EQ(caf.departements.size(), 2);
  EXPECT_EQ(caf.zone, "Indian/Reunion");
}

TEST(Caf, StaysAsItWasWhenAChangeHasFaults) {
  auto caf = AddCaf({"95", "Caf", {"95"}, "Europe/Paris", 1}).value();

  const auto changed = ChangeCaf(caf, {"95", "a\nb", {}, "Europe/Cergy", 1});

  ASSERT_FALSE(changed);
  EXPECT_EQ(changed.error().faults.size(), 3);
  EXPECT_EQ(caf.display_name, "Caf");
  EXPECT_EQ(caf.zone, "Europe/Paris");
}

TEST(Caf, NeedsADepartement) { EXPECT_FALSE(AddCaf({"95", "", {}, "Europe/Paris", 1})); }

}  // namespace
}  // namespace maillage::directory
