#include <gmock/gmock.h>

#include "directory/rpc/test_directory.h"

namespace maillage::directory::rpc {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Network {
  const char* caf;
  const char* zone;
  const char* folder;
  int people;
  int posts;
};
constexpr Network kValDOise{"95", "Europe/Paris", "val-doise", 90, 55};
constexpr Network kReunion{"974", "Indian/Reunion", "reunion", 20, 12};
constexpr Network kNord{"59", "Europe/Paris", "nord", 120, 68};

void Load(TestDirectory& directory, const Network& network) {
  ASSERT_TRUE(directory.AddCaf(network.caf, network.caf, network.zone));
  const auto conventions = TestDirectory::ConventionsOf(network.folder);
  const auto people = directory.ImportPeople(
      network.caf, TestDirectory::File(std::string(network.folder) + "/people.csv"), conventions);
  ASSERT_TRUE(people) << people.error().message;
  EXPECT_THAT(PlacesOf(*people), ElementsAre());
  EXPECT_EQ(people->created(), network.people);
  const auto posts =
      directory.ImportPosts(network.caf, TestDirectory::File(std::string(network.folder) + "/posts.csv"), conventions);
  ASSERT_TRUE(posts) << posts.error().message;
  EXPECT_THAT(PlacesOf(*posts), ElementsAre());
  EXPECT_EQ(posts->created(), network.posts);
}

TEST(Imports, LoadThreeNetworksSideBySide) {
  TestDirectory directory;
  ASSERT_TRUE(directory.ImportTerritories());
  for (const auto& network : {kValDOise, kReunion, kNord}) Load(directory, network);

  for (const auto& network : {kValDOise, kReunion, kNord}) {
    v1::ListPeopleRequest request;
    request.set_parent(std::string("cafs/") + network.caf);
    request.set_filter("email = \"solene.rochebrume@example.org\"");
    const auto found = directory.Do<v1::ListPeopleResponse>("PersonService/ListPeople", request, network.caf);
    ASSERT_EQ(found->people_size(), 1);
    EXPECT_EQ(found->people(0).kind(), v1::Person::SPEAKER);
  }
}

TEST(Imports, OfTheSameFilesTwiceChangeNothing) {
  TestDirectory directory;
  Load(directory, kValDOise);
  const auto before = directory.Snapshot();

  const auto people = directory.ImportPeople("95", TestDirectory::File("val-doise/people.csv"));
  const auto posts = directory.ImportPosts("95", TestDirectory::File("val-doise/posts.csv"));

  EXPECT_EQ(people->unchanged(), 90);
  EXPECT_EQ(posts->unchanged(), 55);
  EXPECT_EQ(directory.Snapshot(), before);
}

TEST(Imports, AsADryRunSayWhatWouldHappenAndWriteNothing) {
  TestDirectory directory;
  ASSERT_TRUE(directory.AddCaf("95", "95", "Europe/Paris"));
  const auto before = directory.Snapshot();

  const auto report = directory.ImportPeople("95", TestDirectory::File("val-doise/people.csv"), {}, true);

  EXPECT_TRUE(report->dry_run());
  EXPECT_EQ(report->created(), 90);
  EXPECT_EQ(directory.Snapshot(), before);
}

TEST(Imports, TellEachFactOnce) {
  TestDirectory directory;
  Load(directory, kValDOise);
  std::map<std::string, int> counts;
  for (const auto& event : directory.Events()) ++counts[event.substr(0, event.find(' '))];
  EXPECT_EQ(counts,
            (std::map<std::string, int>{
                {"CafAdded", 1}, {"PersonAdded", 90}, {"PostOpened", 55}, {"PostFilled", 54}, {"PostClosed", 1}}));
}

TEST(Imports, LetAddressesAndLeadsChangePlaces) {
  TestDirectory directory;
  ASSERT_TRUE(directory.AddCaf("95", "95", "Europe/Paris"));
  const std::string people = "ref,given_name,family_name,email,kind,role\n";
  ASSERT_EQ(
      directory
          .ImportPeople("95", people + "A,É,E,a@example.org,OFFICER,OFFICER\nB,É,E,b@example.org,OFFICER,OFFICER\n")
          ->created(),
      2);
  EXPECT_EQ(
      directory
          .ImportPeople("95", people + "A,É,E,b@example.org,OFFICER,OFFICER\nB,É,E,a@example.org,OFFICER,OFFICER\n")
          ->updated(),
      2);
  const std::string posts = "ref,convention_ref,employer_siren,employer_name,title,fte,is_lead\n";
  ASSERT_EQ(
      directory.ImportPosts("95", posts + "A,CTG-1,249500489,CC,T,1,true\nB,CTG-1,249500489,CC,T,1,false\n")->created(),
      2);
  EXPECT_EQ(
      directory.ImportPosts("95", posts + "B,CTG-1,249500489,CC,T,1,true\nA,CTG-1,249500489,CC,T,1,false\n")->updated(),
      2);
}

// The reference data has communes and EPCI: a CCAS or a SIVOM may employ as well.
TEST(Imports, TakeAnEmployerThatNoRegisterOfOursHas) {
  TestDirectory directory;
  ASSERT_TRUE(directory.ImportTerritories());
  ASSERT_TRUE(directory.AddCaf("95", "95", "Europe/Paris"));
  const std::string posts = "ref,convention_ref,employer_siren,employer_name,title,fte,is_lead\n";
  EXPECT_EQ(directory.ImportPosts("95", posts + "A,CTG-1,269500203,CCAS de Persan,T,1,true\n")->created(), 1);
  EXPECT_EQ(directory.ImportPosts("95", posts + "B,CTG-1,219500006,Commune de nulle part,T,1,false\n")->faults_size(),
            1);
}

TEST(Imports, OfACafThatDoesNotExistAreNotFound) {
  TestDirectory directory;
  EXPECT_EQ(ReasonOf(directory.ImportPeople("95", TestDirectory::File("val-doise/people.csv"))), "NOT_FOUND");
}

/// Every file of data/hostile that concerns people or posts, and what is to be said of it (data/hostile/README.md).
struct Hostile {
  const char* file;
  std::vector<std::string> places;  // `line column` of the faults; none: sound, and changes nothing
};
void PrintTo(const Hostile& hostile, std::ostream* out) { *out << hostile.file; }

class HostileFiles : public testing::TestWithParam<Hostile> {
 protected:
  static void SetUpTestSuite() {
    directory = new TestDirectory;
    ASSERT_TRUE(directory->ImportTerritories());
    Load(*directory, kValDOise);
  }
  static void TearDownTestSuite() {
    delete directory;
    directory = nullptr;
  }
  static TestDirectory* directory;
};
TestDirectory* HostileFiles::directory = nullptr;

TEST_P(HostileFiles, AreReadRightOrRefusedWhole) {
  const auto& [file, places] = GetParam();
  const auto conventions = TestDirectory::ConventionsOf("val-doise");
  const auto content = TestDirectory::File(std::string("hostile/") + file);
  const auto before = directory->Snapshot();

  const auto report = std::string(file).starts_with("posts-") ? directory->ImportPosts("95", content, conventions)
                                                              : directory->ImportPeople("95", content, conventions);

  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(PlacesOf(*report), places);
  EXPECT_EQ(report->created() + report->updated(), 0);
  EXPECT_EQ(report->unchanged(), places.empty() ? report->rows() : 0);
  for (const auto& fault : report->faults()) {
    EXPECT_GT(fault.message().size(), 10u);
    EXPECT_LE(fault.value().size(), 400u);
    EXPECT_THAT(fault.value(), testing::Not(HasSubstr("\n")));
  }
  EXPECT_EQ(directory->Snapshot(), before);
}

INSTANTIATE_TEST_SUITE_P(UnusualYetTrue, HostileFiles,
                         testing::Values(Hostile{"people-latin1.csv", {}}, Hostile{"people-windows1252.csv", {}},
                                         Hostile{"people-utf16.csv", {}}, Hostile{"people-bom.csv", {}},
                                         Hostile{"people-crlf.csv", {}}, Hostile{"people-cr-only.csv", {}},
                                         Hostile{"people-mixed-newlines.csv", {}}, Hostile{"people-semicolon.csv", {}},
                                         Hostile{"posts-excel-fr.csv", {}}, Hostile{"people-header-order.csv", {}},
                                         Hostile{"header-only.csv", {}}));

INSTANTIATE_TEST_SUITE_P(
    WrongInForm, HostileFiles,
    testing::Values(Hostile{"empty.csv", {"0 "}}, Hostile{"bom-only.csv", {"0 "}}, Hostile{"no-header.csv", {"1 "}},
                    Hostile{"not-a-csv.csv", {"0 "}}, Hostile{"people-missing-column.csv", {"1 email"}},
                    Hostile{"people-unknown-column.csv", {"1 couleur_preferee"}},
                    Hostile{"people-repeated-column.csv", {"1 email"}}, Hostile{"people-ragged.csv", {"3 ", "4 "}},
                    Hostile{"people-unclosed-quote.csv", {"3 "}}, Hostile{"people-blank-lines.csv", {"2 ", "4 ", "5 "}},
                    Hostile{"people-nul.csv", {"3 given_name"}}, Hostile{"people-broken-utf8.csv", {"2 "}},
                    Hostile{"people-huge-cell.csv", {"3 job_title"}}));

INSTANTIATE_TEST_SUITE_P(
    WrongInContent, HostileFiles,
    testing::Values(Hostile{"people-duplicate-keys.csv", {"4 ref", "5 email"}},
                    // Line 4 says 03/02/2026: read as the French do, it is a day to come.
                    Hostile{"people-dates.csv",
                            {"3 joined_on", "4 joined_on", "5 joined_on", "6 joined_on", "7 joined_on", "8 joined_on",
                             "9 left_on"}},
                    Hostile{"people-formula.csv",
                            {"3 family_name", "4 family_name", "5 organisation", "6 job_title", "7 job_title",
                             "8 organisation", "9 family_name"}},
                    Hostile{"people-header-injection.csv",
                            {"3 email", "5 given_name", "7 email", "8 email", "9 email"}},
                    // Blanks around a name and a combining accent are read as what they mean.
                    Hostile{"people-invisible.csv", {"3 family_name", "4 family_name", "5 email", "8 given_name"}},
                    Hostile{"people-unknown-values.csv",
                            {"3 kind", "4 role", "5 zone", "6 portfolio", "7 phone", "8 organisation_siren"}},
                    Hostile{"posts-fte.csv", {"3 fte", "4 fte", "5 fte", "6 fte", "7 fte", "8 fte", "9 fte", "10 fte"}},
                    Hostile{"posts-references.csv",
                            {"3 convention_ref", "4 employer_siren", "5 person_ref", "6 is_lead", "7 coordinator_pct",
                             "8 person_ref"}}));

}  // namespace
}  // namespace maillage::directory::rpc
