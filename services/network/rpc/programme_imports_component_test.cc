#include "network/rpc/testing_programmes.h"

/// What an import puts into programmes.
namespace maillage::network {
namespace {

using testing::Programmes;

TEST_F(Programmes, AnImportBeginsThemOnceAndFillsAClosedOneToo) {
  const std::string r1 = "r1,s1,NETWORK_MEETING,SINGLE,R1,2026-02-03T09:30,2026-02-03T16:30,Europe/Paris,10\n";
  const std::string r2 = "r2,s1,NETWORK_MEETING,SINGLE,R2,2026-04-02T09:30,2026-04-02T16:30,Europe/Paris,10\n";
  const std::string next = "n1,s1,WELCOME,SINGLE,Accueil,2027-01-21T09:30,2027-01-21T12:30,Europe/Paris,10\n";
  EXPECT_EQ(ImportProgramme(r1 + next).created(), 2);
  EXPECT_EQ(Get(2026)->state(), v1::Programme::DRAFT);
  EXPECT_EQ(Texts(Get(2026)->events()), Strings{"cafs/95/events/r1"});
  EXPECT_EQ(Texts(Get(2027)->events()), Strings{"cafs/95/events/n1"});
  ASSERT_TRUE(Publish(2026));
  ASSERT_TRUE(Close(2026));
  EXPECT_EQ(ImportProgramme(r1 + r2).created(), 1) << "what was is not refused";
  EXPECT_EQ(Get(2026)->events_size(), 2);
  EXPECT_EQ(Get(2026)->state(), v1::Programme::CLOSED);
  EXPECT_EQ(Facts(Name(2026)), (Strings{"ProgrammeCreated", "ProgrammePublished", "ProgrammeClosed"}));
  EXPECT_EQ(ImportProgramme("r3,s1,WELCOME,SINGLE,,2028-02-03T09:30,2028-02-03T16:30,Europe/Paris,10\n").faults_size(),
            1);
  EXPECT_EQ(Get(2028).error().reason, "NOT_FOUND") << "a faulty file changes nothing";
}

TEST_F(Programmes, ImportedNeedsAreNamedByTheirEventsToo) {
  AddPerson("amina");
  ImportProgramme("r1,s1,NETWORK_MEETING,SINGLE,R1,2026-02-03T09:30,2026-02-03T16:30,Europe/Paris,10\n");
  v1::ImportNeedsRequest needs;
  needs.set_parent("cafs/95");
  needs.set_content(
      "ref,raised_on,origin,author_ref,theme,mission,urgency,title,description,supporter_refs,state,event_ref,"
      "merged_into_ref,declined_reason,answered_on\n"
      "b-1,2025-04-14,MEETING,amina,,,HIGH,Clarifier ma place,,,PLANNED,r1,,,\n"
      "b-2,2025-04-14,MEETING,amina,,,,Autre chose,,,NEW,,,,\n");
  auto report = Ask<platform::v1::ImportReport>("NetworkImportService/ImportNeeds", needs);
  ASSERT_TRUE(report) << report.error().message;
  ASSERT_EQ(report->faults_size(), 0) << report->faults(0).message();
  EXPECT_EQ(Texts(Event("r1").needs()), Strings{"cafs/95/needs/b-1"});
  EXPECT_EQ(Texts(Get(2026)->needs()), Strings{"cafs/95/needs/b-1"});
  EXPECT_EQ(Ask<platform::v1::ImportReport>("NetworkImportService/ImportNeeds", needs)->unchanged(), 2);
  EXPECT_EQ(Event("r1").etag(), "2") << "the same file again changes nothing";
  EXPECT_EQ(Get(2026)->etag(), "2");
}

}  // namespace
}  // namespace maillage::network
