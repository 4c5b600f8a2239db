#include "network/rpc/testing_programmes.h"

/// ProgrammeService: a year's life, its fields, its list, who sees it.
namespace maillage::network {
namespace {

using testing::Programmes;

TEST_F(Programmes, AYearIsBegunChangedPublishedClosedAndOpenedAgain) {
  auto created = Create("2026");
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(created->name(), Name(2026));
  EXPECT_EQ(created->year(), 2026);
  EXPECT_EQ(created->title(), "Programme 2026");
  EXPECT_EQ(created->state(), v1::Programme::DRAFT);
  EXPECT_EQ(created->etag(), "1");
  EXPECT_EQ(Create("2026").error().reason, "ALREADY_EXISTS");
  EXPECT_EQ(Close(2026).error().reason, "PROGRAMME_NOT_PUBLISHED");

  auto published = Publish(2026);
  ASSERT_TRUE(published) << published.error().message;
  EXPECT_EQ(published->state(), v1::Programme::PUBLISHED);
  EXPECT_EQ(published->published_at().seconds(), 1768039200);
  EXPECT_EQ(Publish(2026).error().reason, "PROGRAMME_PUBLISHED");

  v1::UpdateProgrammeRequest update;
  update.mutable_programme()->set_name(Name(2026));
  update.mutable_programme()->set_title("Une année avec les habitant·es");
  update.mutable_programme()->set_notes("not in the mask");
  update.mutable_programme()->set_etag(published->etag());
  update.mutable_update_mask()->add_paths("title");
  auto updated = Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update);
  ASSERT_TRUE(updated) << updated.error().message;
  EXPECT_EQ(updated->title(), "Une année avec les habitant·es");
  EXPECT_EQ(updated->notes(), "");
  EXPECT_EQ(updated->etag(), "3");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update).error().reason, "ETAG_MISMATCH");
  update.mutable_programme()->clear_etag();
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update)->etag(), "3") << "the same values again";

  now_ += std::chrono::hours(24);
  EXPECT_EQ(Close(2026)->closed_at().seconds(), 1768125600);
  EXPECT_EQ(Close(2026).error().reason, "PROGRAMME_CLOSED");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update).error().reason, "PROGRAMME_CLOSED");

  auto opened = Publish(2026);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->state(), v1::Programme::PUBLISHED);
  EXPECT_EQ(opened->published_at().seconds(), 1768039200) << "the first time";
  EXPECT_FALSE(opened->has_closed_at());
  EXPECT_EQ(Facts(Name(2026)), (Strings{"ProgrammeCreated", "ProgrammePublished", "ProgrammeChanged", "ProgrammeClosed",
                                        "ProgrammePublished"}));
}

TEST_F(Programmes, EveryBadFieldIsNamedByItsPath) {
  v1::CreateProgrammeRequest request;
  request.set_parent("cafs/95");
  request.set_programme_id("next year");
  request.mutable_programme()->set_title("a\r\nBcc: b");
  request.mutable_programme()->add_needs("cafs/974/needs/b-1");
  const auto made = Ask<v1::Programme>("ProgrammeService/CreateProgramme", request);
  ASSERT_FALSE(made);
  std::set<std::string> fields;
  for (const auto& fault : made.error().faults) fields.insert(fault.field);
  EXPECT_EQ(fields, (std::set<std::string>{"programme_id", "programme.title", "programme.needs[0]"}));
  EXPECT_EQ(Create("2026", {"cafs/95/needs/nothing"}).error().faults.at(0).field, "programme.needs[0]");

  v1::GetProgrammeRequest get;
  get.set_name("cafs/95/programmes/first");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/GetProgramme", get).error().reason, "INVALID_REQUEST");
  EXPECT_EQ(Get(2026).error().reason, "NOT_FOUND");
  ASSERT_TRUE(Create("2026"));
  v1::UpdateProgrammeRequest update;
  update.mutable_programme()->set_name(Name(2026));
  update.mutable_update_mask()->add_paths("state");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/UpdateProgramme", update).error().faults.at(0).field, "update_mask");
}

TEST_F(Programmes, AreListedByYearAPageAfterTheOther) {
  for (const auto* year : {"2027", "2025", "2026"}) ASSERT_TRUE(Create(year));
  ASSERT_TRUE(Publish(2026));
  auto first = List("", 2);
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_EQ(first->programmes_size(), 2);
  EXPECT_EQ(first->programmes(0).year(), 2025);
  EXPECT_EQ(first->programmes(1).year(), 2026);
  auto second = List("", 2, first->next_page_token());
  ASSERT_EQ(second->programmes_size(), 1);
  EXPECT_EQ(second->programmes(0).year(), 2027);
  EXPECT_EQ(second->next_page_token(), "");
  EXPECT_EQ(List("state = \"PUBLISHED\"")->programmes_size(), 1);
  EXPECT_EQ(List("state = \"OPEN\"").error().reason, "INVALID_FILTER");
}

TEST_F(Programmes, ADraftIsForThoseWhoMakeIt) {
  ASSERT_TRUE(Create("2026"));
  ASSERT_TRUE(Create("2027"));
  ASSERT_TRUE(Publish(2027));
  for (const auto& role : {"OFFICER", "DECIDER", "GUEST"}) {
    roles_ = {role};
    EXPECT_EQ(Get(2026).error().reason, "NOT_FOUND") << role;
    EXPECT_EQ(List()->programmes_size(), 1) << role;
    EXPECT_TRUE(Get(2027)) << role;
  }
  roles_ = {"CAF"};
  EXPECT_TRUE(Get(2026));
  EXPECT_EQ(List()->programmes_size(), 2);
}

TEST_F(Programmes, OneCafNeitherSeesNorChangesAnothers) {
  ASSERT_TRUE(Create("2026"));
  caf_ = "974";
  v1::GetProgrammeRequest get;
  get.set_name("cafs/974/programmes/2026");
  EXPECT_EQ(Ask<v1::Programme>("ProgrammeService/GetProgramme", get).error().reason, "NOT_FOUND");
  EXPECT_EQ(Get(2026).error().reason, "INVALID_REQUEST") << "a name of the other Caf";
  v1::CreateProgrammeRequest create;
  create.set_parent("cafs/974");
  create.set_programme_id("2026");
  EXPECT_TRUE(Ask<v1::Programme>("ProgrammeService/CreateProgramme", create)) << "each has its own 2026";
  const auto stolen = database_.Write<int>(
      pg::Scope("974", std::chrono::steady_clock::now() + std::chrono::seconds(60)),
      [&](pg::Transaction& tx) -> Result<int> {
        static constexpr pg::Statement kSteal{"test_steal", "update programmes set title = 'mine' where caf = '95'"};
        auto rows = tx.Query(kSteal);
        if (!rows) return Propagate(rows);
        return static_cast<int>(rows->affected());
      });
  EXPECT_EQ(*stolen, 0) << "row-level security, whatever the SQL";
}

}  // namespace
}  // namespace maillage::network
