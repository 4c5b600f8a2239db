#include "directory/import/people.h"

#include <gmock/gmock.h>

namespace maillage::directory {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kHeader =
    "ref,given_name,family_name,email,phone,kind,caf_staff_kind,role,organisation,organisation_siren,job_title,"
    "portfolio,zone,"
    "joined_on,left_on,welcomed_on,state\n";
const std::string kEva =
    "P-1,Éva,Essai,eva@example.org,01 99 00 81 06,OFFICER,,OFFICER,CC,249500489,,,,2023-09-25,,,ACTIVE\n";

PeopleContext Context() {
  return {"95", *ParseInstant("2026-01-05T08:00:00Z"), *Zone::Named("Europe/Paris"), {}, {}, {}, false};
}
PeoplePlan Plan(const std::string& rows, const PeopleContext& context = Context(),
                const std::string& header = kHeader) {
  return PlanPeople(tabular::Read(header + rows, PeopleFormat()), context);
}
/// What the context knows after a file was imported.
PeopleContext After(const std::string& rows) {
  auto context = Context();
  for (const auto& row : Plan(rows).joined) context.known.emplace(row.id, Person::FromStored(row));
  return context;
}
std::vector<std::string> PlacesOf(const PeoplePlan& plan) {
  std::vector<std::string> places;
  for (const auto& fault : plan.faults) places.push_back(fmt::format("{} {}", fault.line, fault.column));
  return places;
}

TEST(PeopleImport, MakesAPersonOfARow) {
  const auto plan = Plan(kEva);

  ASSERT_EQ(plan.faults.size(), 0u);
  ASSERT_EQ(plan.joined.size(), 1u);
  EXPECT_EQ(plan.joined[0].id, "p-1");
  EXPECT_EQ(plan.joined[0].details.given_name, "Éva");
  EXPECT_EQ(plan.joined[0].details.organisation, "249500489");
  EXPECT_EQ(plan.joined[0].state, PersonState::kActive);
}

TEST(PeopleImport, OfTheSameFileTwiceChangesNothing) {
  const auto plan = Plan(kEva, After(kEva));

  EXPECT_EQ(plan.unchanged, 1);
  EXPECT_TRUE(plan.joined.empty() && plan.changed.empty() && plan.left.empty());
}

TEST(PeopleImport, LeavesAloneWhatAFileWithoutTheColumnDoesNotSay) {
  const auto plan = Plan("P-1,Éva,Essai-Neuf,eva@example.org,OFFICER,OFFICER\n", After(kEva),
                         "ref,given_name,family_name,email,kind,role\n");

  ASSERT_EQ(plan.changed.size(), 1u);
  EXPECT_EQ(plan.changed[0].details.family_name, "Essai-Neuf");
  EXPECT_EQ(plan.changed[0].details.phone, "01 99 00 81 06");
}

TEST(PeopleImport, LetsSomebodyLeaveAtTheEndOfTheirLastDay) {
  auto row = kEva;
  row.replace(row.find(",,,ACTIVE"), 9, ",2025-11-27,,LEFT");

  const auto plan = Plan(row, After(kEva));

  ASSERT_EQ(plan.left.size(), 1u);
  EXPECT_EQ(plan.left[0].left_at, *ParseInstant("2025-11-27T23:00:00Z"));
  EXPECT_EQ(Plan(row, After(row)).unchanged, 1);
}

TEST(PeopleImport, DoesNotBringBackWhoLeft) {
  auto row = kEva;
  row.replace(row.find(",,,ACTIVE"), 9, ",2025-11-27,,LEFT");

  EXPECT_THAT(PlacesOf(Plan(kEva, After(row))), ElementsAre("2 state"));
}

TEST(PeopleImport, RefusesDatesToCome) {
  EXPECT_THAT(PlacesOf(Plan("P-1,É,E,e@example.org,,OFFICER,,OFFICER,,,,,,2026-01-06,,,ACTIVE\n"
                            "P-2,É,E,f@example.org,,OFFICER,,OFFICER,,,,,,2025-06-01,2025-01-01,,LEFT\n"
                            "P-3,É,E,g@example.org,,OFFICER,,OFFICER,,,,,,2025-06-01,,2026-02-01,ACTIVE\n")),
              ElementsAre("2 joined_on", "3 left_on", "4 welcomed_on"));
}

TEST(PeopleImport, KnowsNoDayToComeBeforeTheClockIsToldTheTime) {
  auto context = Context();
  context.now = Instant{};
  auto left = kEva;
  left.replace(left.find(",,,ACTIVE"), 9, ",2025-11-27,,LEFT");

  EXPECT_TRUE(Plan(kEva, context).faults.empty());
  EXPECT_EQ(Plan(left, context).joined.at(0).left_at, *ParseInstant("2025-11-27T23:00:00Z"));
}

TEST(PeopleImport, RefusesAnAddressOrARefThatSomebodyElseHas) {
  EXPECT_THAT(PlacesOf(Plan(kEva + "P-2,É,E,EVA@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\n" +
                            "p-1,É,E,x@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\n")),
              ElementsAre("3 email", "4 ref"));
  EXPECT_THAT(PlacesOf(Plan("P-2,É,E,Eva@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\n", After(kEva))),
              ElementsAre("2 email"));
}

TEST(PeopleImport, LetsTwoPeopleSwapTheirAddresses) {
  const std::string a =
      "A,É,E,a@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\nB,É,E,b@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\n";
  const std::string b =
      "A,É,E,b@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\nB,É,E,a@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\n";

  EXPECT_EQ(Plan(b, After(a)).changed.size(), 2u);
}

TEST(PeopleImport, RefusesASirenWithAWrongCheckDigit) {
  EXPECT_THAT(PlacesOf(Plan("P-1,É,E,e@example.org,,OFFICER,,OFFICER,,219500189,,,,,,,ACTIVE\n")),
              ElementsAre("2 organisation_siren"));
}

TEST(PeopleImport, ChecksReferences) {
  auto context = Context();
  context.conventions = {"ctg-1"};
  context.unknown_sirens = {"249500489"};
  EXPECT_THAT(PlacesOf(Plan(kEva + "P-2,É,E,f@example.org,,CAF_STAFF,ADVISER,CAF,,,,CTG-1|CTG-2,,,,,ACTIVE\n"
                                   "P-3,É,E,g@example.org,,OFFICER,,OFFICER,,,,CTG-1,,,,,ACTIVE\n",
                            context)),
              ElementsAre("2 organisation_siren", "3 portfolio", "4 portfolio"));
}

// Only an administrator makes administrators.
TEST(PeopleImport, DoesNotLetAPilotNameAnAdministrator) {
  const std::string admin = "P-1,É,E,e@example.org,,CAF_STAFF,,ADMIN,,,,,,,,,ACTIVE\n";
  EXPECT_THAT(PlacesOf(Plan(admin)), ElementsAre("2 role"));

  auto context = Context();
  context.may_name_admins = true;
  const auto plan = Plan(admin, context);
  ASSERT_TRUE(plan.faults.empty());
  auto later = Context();
  later.known.emplace("p-1", Person::FromStored(plan.joined[0]));
  EXPECT_EQ(Plan(admin, later).unchanged, 1);
}

TEST(PeopleImport, RefusesWhatASpreadsheetWouldRun) {
  for (const char* name : {"=HYPERLINK(1)", "+33+cmd", "-2+3", "@SUM(1)", "＝1+1", "<script>"})
    EXPECT_THAT(PlacesOf(Plan(fmt::format("P-1,É,{},e@example.org,,OFFICER,,OFFICER,,,,,,,,,ACTIVE\n", name))),
                ElementsAre("2 family_name"))
        << name;
}

TEST(PeopleImport, TellsEveryFaultOfARowInFrench) {
  const auto plan = Plan("P-1,,E,pas-une-adresse,12,WIZARD,,ROOT,,000000000,,,Europe/Cergy,hier,,,ACTIVE\n");

  EXPECT_THAT(PlacesOf(plan), ElementsAre("2 given_name", "2 email", "2 phone", "2 kind", "2 role",
                                          "2 organisation_siren", "2 zone", "2 joined_on"));
  EXPECT_THAT(plan.faults[0].message, HasSubstr("manquante"));
  EXPECT_EQ(plan.faults[1].value, "pas-une-adresse");
}

}  // namespace
}  // namespace maillage::directory
