#include "directory/import/posts.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace maillage::directory {
namespace {

using testing::ElementsAre;

const std::string kHeader =
    "ref,convention_ref,employer_siren,employer_name,title,fte,is_lead,state,opened_on,closed_on,person_ref,assigned_"
    "from,assigned_to\n";

/// One row: everything sound but for what is given.
std::string Row(const std::string& ref, const std::string& lead, const std::string& state, const std::string& rest) {
  return fmt::format("{},CTG-1,249500489,CC,Titre,0.50,{},{},2023-01-02,{}\n", ref, lead, state, rest);
}
const std::string kFilled = Row("POSTE-1", "true", "FILLED", ",P-1,2025-01-06,");

PostsContext Context() {
  return {"95", date::year{2026} / 1 / 5, {}, {{"p-1", true}, {"p-2", true}, {"p-left", false}}, {}, {}};
}
PostsPlan Plan(const std::string& rows, const PostsContext& context = Context()) {
  return PlanPosts(tabular::Read(kHeader + rows, PostsFormat()), context);
}
PostsContext After(const std::string& rows) {
  auto context = Context();
  for (const auto& planned : Plan(rows).posts) context.known.emplace(planned.row.id, Post::FromStored(planned.row));
  return context;
}
std::vector<std::string> PlacesOf(const PostsPlan& plan) {
  std::vector<std::string> places;
  for (const auto& fault : plan.faults) places.push_back(fmt::format("{} {}", fault.line, fault.column));
  return places;
}

TEST(PostsImport, OpensAndFillsAPost) {
  const auto plan = Plan(kFilled);

  ASSERT_TRUE(plan.faults.empty());
  ASSERT_EQ(plan.posts.size(), 1u);
  EXPECT_TRUE(plan.posts[0].opened);
  EXPECT_EQ(plan.posts[0].filled->person, "p-1");
  EXPECT_EQ(plan.posts[0].row.details.fte_hundredths, 50);
  EXPECT_EQ(plan.posts[0].row.details.convention, "ctg-1");
}

TEST(PostsImport, OfTheSameFileTwiceChangesNothing) {
  const auto rows = kFilled + Row("POSTE-2", "false", "OPEN", ",,,") +
                    Row("POSTE-3", "false", "CLOSED", "2025-06-30,P-2,2024-05-27,2025-06-30");

  const auto plan = Plan(rows, After(rows));

  EXPECT_EQ(plan.unchanged, 3);
  EXPECT_TRUE(plan.posts.empty() && plan.faults.empty());
}

TEST(PostsImport, TellsTheEndOfAnAssignmentAndTheNextHolder) {
  const auto ended = Plan(Row("POSTE-1", "true", "VACANT", ",P-1,2025-01-06,2025-12-31"), After(kFilled));
  ASSERT_EQ(ended.posts.size(), 1u);
  EXPECT_EQ(ended.posts[0].vacated->to, CivilDate(date::year{2025} / 12 / 31));

  const auto next = Plan(Row("POSTE-1", "true", "FILLED", ",P-2,2026-01-05,"),
                         After(Row("POSTE-1", "true", "VACANT", ",P-1,2025-01-06,2025-12-31")));
  ASSERT_EQ(next.posts.size(), 1u);
  EXPECT_EQ(next.posts[0].row.assignments.size(), 2u);
}

TEST(PostsImport, RefusesASecondHolderAndAnotherEnd) {
  EXPECT_THAT(PlacesOf(Plan(Row("POSTE-1", "true", "FILLED", ",P-2,2025-06-01,"), After(kFilled))),
              ElementsAre("2 person_ref"));
  EXPECT_THAT(PlacesOf(Plan(kFilled, After(Row("POSTE-1", "true", "VACANT", ",P-1,2025-01-06,2025-12-31")))),
              ElementsAre("2 assigned_to"));
  EXPECT_THAT(PlacesOf(Plan(Row("POSTE-1", "true", "OPEN", ",,,"), After(kFilled))), ElementsAre("2 state"));
}

TEST(PostsImport, RefusesStatesThatContradictTheRow) {
  EXPECT_THAT(
      PlacesOf(Plan(Row("A", "false", "FILLED", ",,,") + Row("B", "false", "OPEN", ",P-1,2025-01-06,") +
                    Row("C", "false", "VACANT", ",P-1,2025-01-06,") + Row("D", "false", "CLOSED", ",,,") +
                    Row("E", "false", "OPEN", "2025-06-30,,,") +
                    Row("F", "false", "FILLED", ",P-1,2025-01-06,2025-12-31") +
                    Row("G", "false", "CLOSED", "2025-06-30,P-1,2025-01-06,"))),
      ElementsAre("2 person_ref", "3 state", "4 assigned_to", "5 closed_on", "6 closed_on", "7 state", "8 closed_on"));
}

TEST(PostsImport, RefusesASecondLead) {
  EXPECT_THAT(PlacesOf(Plan(kFilled + Row("POSTE-2", "true", "OPEN", ",,,"))), ElementsAre("3 is_lead"));
  EXPECT_THAT(PlacesOf(Plan(Row("POSTE-2", "true", "OPEN", ",,,"), After(kFilled))), ElementsAre("2 is_lead"));
}

TEST(PostsImport, LetsTheLeadChangePlaces) {
  const auto before = kFilled + Row("POSTE-2", "false", "OPEN", ",,,");
  const auto after = Row("POSTE-2", "true", "OPEN", ",,,") + Row("POSTE-1", "false", "FILLED", ",P-1,2025-01-06,");

  const auto plan = Plan(after, After(before));

  EXPECT_TRUE(plan.faults.empty());
  EXPECT_EQ(plan.posts.size(), 2u);
}

TEST(PostsImport, ChecksReferences) {
  auto context = Context();
  context.conventions = {"ctg-2"};
  context.unknown_sirens = {"249500489"};
  EXPECT_THAT(PlacesOf(Plan(Row("A", "false", "FILLED", ",P-9,2025-01-06,"), context)),
              ElementsAre("2 convention_ref", "2 employer_siren", "2 person_ref"));
  EXPECT_THAT(PlacesOf(Plan(Row("A", "false", "FILLED", ",P-LEFT,2025-01-06,"))), ElementsAre("2 person_ref"));
  EXPECT_TRUE(Plan(Row("A", "false", "VACANT", ",P-LEFT,2025-01-06,2025-10-22")).faults.empty());
}

TEST(PostsImport, RefusesAnFteThatIsNone) {
  for (const char* fte : {"-0.50", "0", "1.20", "0.333", "NaN", "1e-1", "50 %", ""})
    EXPECT_THAT(PlacesOf(Plan(fmt::format("A,CTG-1,249500489,CC,Titre,{},false,OPEN,,,,,\n", fte))),
                ElementsAre("2 fte"))
        << fte;
}

}  // namespace
}  // namespace maillage::directory
