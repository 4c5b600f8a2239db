#include "maillage/network/v1/event.pb.h"
#include "maillage/network/v1/need.pb.h"
#include "maillage/network/v1/sheet.pb.h"
#include "network/rpc/testing.h"

/// NeedService and SheetService.
namespace maillage::network {
namespace {

class NeedMethods : public testing::Methods {
 protected:
  Result<v1::Need> Raise(const std::string& id, const std::string& author) {
    v1::RaiseNeedRequest request;
    request.set_parent("cafs/95");
    request.set_need_id(id);
    auto& need = *request.mutable_need();
    need.set_origin("OFFICER");
    need.set_author("cafs/95/people/" + author);
    need.set_title("Clarifier ma place");
    return Ask<v1::Need>("NeedService/RaiseNeed", request);
  }
};

TEST_F(NeedMethods, ANeedIsRaisedSupportedQualifiedAndPlanned) {
  AddPerson("amina");
  AddPerson("bruno");
  AddPerson("gone", "", false);
  auto raised = Raise("b-1", "amina");
  ASSERT_TRUE(raised) << raised.error().message;
  EXPECT_EQ(raised->state(), v1::Need::NEW);
  EXPECT_EQ(raised->raised_on(), "2026-01-10");
  EXPECT_EQ(Raise("b-1", "amina").error().reason, "ALREADY_EXISTS");
  EXPECT_EQ(Raise("b-9", "gone").error().reason, "PERSON_NOT_PRESENT");

  v1::SupportNeedRequest support;
  support.set_name("cafs/95/needs/b-1");
  support.set_person("cafs/95/people/bruno");
  EXPECT_EQ(Ask<v1::Need>("NeedService/SupportNeed", support)->supporters_size(), 1);
  const auto again = Ask<v1::Need>("NeedService/SupportNeed", support);
  EXPECT_EQ(again->supporters_size(), 1);
  EXPECT_EQ(again->etag(), "2") << "again: nothing changes";

  v1::QualifyNeedRequest qualify;
  qualify.set_name("cafs/95/needs/b-1");
  qualify.set_urgency("HIGH");
  EXPECT_EQ(Ask<v1::Need>("NeedService/QualifyNeed", qualify)->state(), v1::Need::QUALIFIED);
  v1::PlanNeedRequest plan;
  plan.set_name("cafs/95/needs/b-1");
  plan.set_event("cafs/95/events/r1");
  EXPECT_EQ(Ask<v1::Need>("NeedService/PlanNeed", plan).error().reason, "NOT_FOUND");
  v1::AnswerNeedRequest answer;
  answer.set_name("cafs/95/needs/b-1");
  EXPECT_EQ(Ask<v1::Need>("NeedService/AnswerNeed", answer).error().reason, "NEED_STATE");

  v1::ListNeedsRequest list;
  list.set_parent("cafs/95");
  list.set_filter("state = \"QUALIFIED\" AND urgency = \"HIGH\"");
  EXPECT_EQ(Ask<v1::ListNeedsResponse>("NeedService/ListNeeds", list)->needs_size(), 1);
}

TEST_F(NeedMethods, ANeedIsRaisedOnTheDayThatItIsInTheCafsZone) {
  AddPerson("amina");
  now_ = ParseInstant("2026-01-10T21:00:00Z").value();
  const auto move_to = [&](const std::string& zone) {
    ASSERT_TRUE(database_.Write<int>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<int> {
      store::PutCaf(tx, {"95", "Caf du Val-d’Oise", zone});
      return 0;
    }));
  };
  move_to("Europe/Paris");
  EXPECT_EQ(Raise("b-1", "amina")->raised_on(), "2026-01-10");
  move_to("Indian/Reunion");
  EXPECT_EQ(Raise("b-2", "amina")->raised_on(), "2026-01-11");
}

TEST_F(NeedMethods, AMergedNeedTakesItsPeopleAlong) {
  AddPerson("amina");
  AddPerson("bruno");
  ASSERT_TRUE(Raise("b-1", "amina"));
  ASSERT_TRUE(Raise("b-2", "bruno"));
  v1::MergeNeedRequest merge;
  merge.set_name("cafs/95/needs/b-1");
  merge.set_into("cafs/95/needs/b-1");
  EXPECT_EQ(Ask<v1::Need>("NeedService/MergeNeed", merge).error().reason, "NEED_MERGED_INTO_ITSELF");
  merge.set_into("cafs/95/needs/b-2");
  EXPECT_EQ(Ask<v1::Need>("NeedService/MergeNeed", merge)->state(), v1::Need::MERGED);
  v1::GetNeedRequest get;
  get.set_name("cafs/95/needs/b-2");
  EXPECT_EQ(Ask<v1::Need>("NeedService/GetNeed", get)->supporters(0), "cafs/95/people/amina");
}

TEST_F(NeedMethods, ASheetIsReviewedAndPublished) {
  v1::CreateSheetRequest create;
  create.set_parent("cafs/95");
  create.set_sheet_id("fr-1");
  create.mutable_sheet()->set_title("Référentiel mission");
  create.mutable_sheet()->set_edition_month("2025-04");
  ASSERT_TRUE(Ask<v1::Sheet>("SheetService/CreateSheet", create));
  v1::UpdateSheetRequest update;
  update.mutable_sheet()->set_name("cafs/95/sheets/fr-1");
  update.mutable_sheet()->set_body("# Mission");
  update.mutable_update_mask()->add_paths("body");
  auto updated = Ask<v1::Sheet>("SheetService/UpdateSheet", update);
  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(updated->title(), "Référentiel mission");
  v1::SubmitSheetRequest submit;
  submit.set_name("cafs/95/sheets/fr-1");
  ASSERT_TRUE(Ask<v1::Sheet>("SheetService/SubmitSheet", submit));
  EXPECT_EQ(Ask<v1::Sheet>("SheetService/UpdateSheet", update).error().reason, "SHEET_STATE");
  v1::PublishSheetRequest publish;
  publish.set_name("cafs/95/sheets/fr-1");
  EXPECT_EQ(Ask<v1::Sheet>("SheetService/PublishSheet", publish)->published_at().seconds(), 1768039200);
  v1::ListSheetsRequest list;
  list.set_parent("cafs/95");
  list.set_filter("state = \"PUBLISHED\"");
  EXPECT_EQ(Ask<v1::ListSheetsResponse>("SheetService/ListSheets", list)->sheets_size(), 1);
}

}  // namespace
}  // namespace maillage::network
