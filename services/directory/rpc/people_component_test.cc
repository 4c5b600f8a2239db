#include <gmock/gmock.h>

#include "directory/rpc/test_directory.h"

namespace maillage::directory::rpc {
namespace {

using testing::ElementsAre;

class People : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(directory.AddCaf("95", "95", "Europe/Paris"));
    ASSERT_TRUE(directory.AddCaf("974", "974", "Indian/Reunion"));
  }
  Result<v1::Person> Get(const std::string& name) {
    return directory.Named<v1::GetPersonRequest, v1::Person>("PersonService/GetPerson", name);
  }
  Result<v1::Person> Leave(const std::string& name) {
    return directory.Named<v1::LeaveNetworkRequest, v1::Person>("PersonService/LeaveNetwork", name);
  }
  Result<v1::Person> Mute(const std::string& name) {
    return directory.Named<v1::MuteRemindersRequest, v1::Person>("PersonService/MuteReminders", name);
  }
  Result<v1::Person> Unmute(const std::string& name) {
    return directory.Named<v1::UnmuteRemindersRequest, v1::Person>("PersonService/UnmuteReminders", name);
  }
  Result<v1::Person> Update(const v1::Person& person, const std::vector<std::string>& mask) {
    v1::UpdatePersonRequest request;
    *request.mutable_person() = person;
    for (const auto& path : mask) request.mutable_update_mask()->add_paths(path);
    return directory.Do<v1::Person>("PersonService/UpdatePerson", request, std::string(CafOf(person.name())));
  }
  Result<v1::ListPeopleResponse> List(const std::string& filter, int size = 0, const std::string& token = "") {
    v1::ListPeopleRequest request;
    request.set_parent("cafs/95");
    request.set_filter(filter);
    request.set_page_size(size);
    request.set_page_token(token);
    return directory.Do<v1::ListPeopleResponse>("PersonService/ListPeople", request, "95");
  }
  static std::vector<std::string> NamesIn(const Result<v1::ListPeopleResponse>& response) {
    std::vector<std::string> names;
    if (response)
      for (const auto& person : response->people()) names.push_back(person.name());
    return names;
  }

  TestDirectory directory;
};

TEST_F(People, JoinAreToldAndAreReadBack) {
  const auto added = directory.AddPerson("95", "p-1", "p-1@example.org");

  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(added->state(), v1::Person::ACTIVE);
  EXPECT_EQ(Get("cafs/95/people/p-1")->SerializeAsString(), added->SerializeAsString());
  EXPECT_THAT(directory.Events(),
              ElementsAre("CafAdded cafs/95", "CafAdded cafs/974", "PersonAdded cafs/95/people/p-1"));
}

// SCENARIO.md: join is refused when known, also by somebody who left. An address may be shared, as REMINDERS.md §5
// foresees.
TEST_F(People, AreRefusedWhenTheIdIsTakenAndMayShareAnAddress) {
  ASSERT_TRUE(directory.AddPerson("95", "p-1", "p-1@example.org"));

  EXPECT_EQ(ReasonOf(directory.AddPerson("95", "p-1", "other@example.org")), "ALREADY_EXISTS");
  EXPECT_TRUE(directory.AddPerson("95", "p-2", "P-1@Example.org"));
  EXPECT_TRUE(directory.AddPerson("974", "p-1", "p-1@example.org"));

  ASSERT_TRUE(Leave("cafs/95/people/p-1"));
  EXPECT_EQ(ReasonOf(directory.AddPerson("95", "p-1", "p-1@example.org")), "ALREADY_EXISTS");
}

TEST_F(People, OfACafThatDoesNotExistAreNotFound) {
  EXPECT_EQ(ReasonOf(directory.AddPerson("59", "p-1", "p@example.org")), "NOT_FOUND");
}

// Row-level security is the second lock: a call for one Caf that names another's rows finds none.
TEST_F(People, OfAnotherCafAreNotFound) {
  ASSERT_TRUE(directory.AddPerson("974", "p-974", "p@example.org"));
  v1::GetPersonRequest get;
  get.set_name("cafs/974/people/p-974");
  EXPECT_EQ(ReasonOf(directory.Do<v1::Person>("PersonService/GetPerson", get, "95")), "NOT_FOUND");
  v1::LeaveNetworkRequest leave;
  leave.set_name("cafs/974/people/p-974");
  EXPECT_EQ(ReasonOf(directory.Do<v1::Person>("PersonService/LeaveNetwork", leave, "95")), "NOT_FOUND");
  ASSERT_TRUE(directory.AddPost("95", "post-1", "ctg-1"));
  EXPECT_EQ(ReasonOf(directory.Assign("cafs/95/posts/post-1", "cafs/974/people/p-974", "2026-01-05")), "NOT_FOUND");
  v1::ListPeopleRequest list;
  list.set_parent("cafs/974");
  EXPECT_EQ(directory.Do<v1::ListPeopleResponse>("PersonService/ListPeople", list, "95")->people_size(), 0);
}

TEST_F(People, AskedForTwiceWithOneRequestIdAreMadeOnce) {
  const auto first = directory.AddPerson("95", "p-1", "p-1@example.org", "6f1b");

  const auto again = directory.AddPerson("95", "p-1", "p-1@example.org", "6f1b");

  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(directory.Events().size(), 3u);
  EXPECT_EQ(ReasonOf(directory.AddPerson("95", "p-2", "p-2@example.org", "6f1b")), "REQUEST_ID_REUSED");
}

TEST_F(People, LeaveOnceAndAreForgottenAfterwards) {
  ASSERT_TRUE(directory.AddPerson("95", "p-1", "p-1@example.org"));
  const auto anonymise = [&] {
    return directory.Named<v1::AnonymisePersonRequest, v1::Person>("PersonService/AnonymisePerson",
                                                                   "cafs/95/people/p-1");
  };
  EXPECT_EQ(ReasonOf(anonymise()), "PERSON_STILL_PRESENT");

  const auto left = Leave("cafs/95/people/p-1");

  EXPECT_EQ(left->state(), v1::Person::LEFT);
  EXPECT_EQ(left->left_at().seconds(),
            std::chrono::duration_cast<std::chrono::seconds>(directory.now.time_since_epoch()).count());
  EXPECT_EQ(ReasonOf(Leave("cafs/95/people/p-1")), "PERSON_NOT_PRESENT");
  EXPECT_EQ(ReasonOf(Mute("cafs/95/people/p-1")), "PERSON_NOT_PRESENT");
  EXPECT_EQ(ReasonOf(Unmute("cafs/95/people/p-1")), "PERSON_NOT_PRESENT");
  const auto forgotten = anonymise();
  EXPECT_EQ(forgotten->email(), "");
  EXPECT_EQ(Get("cafs/95/people/p-1")->family_name(), "anonymisée");
  EXPECT_EQ(directory.Events().back(), "PersonAnonymised cafs/95/people/p-1");
}

TEST_F(People, MutedAgainAreNotToldAgain) {
  ASSERT_TRUE(directory.AddPerson("95", "p-1", "p-1@example.org"));
  ASSERT_TRUE(Mute("cafs/95/people/p-1"));
  const auto events = directory.Events();

  const auto again = Mute("cafs/95/people/p-1");

  EXPECT_TRUE(again->reminders_muted());
  EXPECT_EQ(directory.Events(), events);
  EXPECT_FALSE(Unmute("cafs/95/people/p-1")->reminders_muted());
  EXPECT_EQ(directory.Events().back(), "PersonChanged cafs/95/people/p-1");
}

TEST_F(People, AreChangedByMaskAndEtag) {
  auto person = *directory.AddPerson("95", "p-1", "p-1@example.org");
  person.set_given_name("Autre");
  person.set_zone("Indian/Reunion");

  const auto changed = Update(person, {"zone"});

  ASSERT_TRUE(changed) << changed.error().message;
  EXPECT_EQ(changed->zone(), "Indian/Reunion");
  EXPECT_EQ(changed->given_name(), "Aïcha");
  EXPECT_NE(changed->etag(), person.etag());
  EXPECT_EQ(ReasonOf(Update(person, {"zone"})), "ETAG_MISMATCH");
  person.clear_etag();
  EXPECT_EQ(ReasonOf(Update(person, {"state"})), "INVALID_REQUEST");
  EXPECT_EQ(Update(person, {})->given_name(), "Autre");
  person.set_email("deux@example.org, adresses@example.org");
  person.set_joined_on("2026-02-30");
  const auto refused = Update(person, {"email", "joined_on"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().faults.size(), 2u);
}

TEST_F(People, UnchangedByAnUpdateAreNotTold) {
  auto person = *directory.AddPerson("95", "p-1", "p-1@example.org");
  const auto events = directory.Events();

  EXPECT_EQ(Update(person, {})->etag(), person.etag());

  EXPECT_EQ(directory.Events(), events);
}

TEST_F(People, AreMadeAdministratorsByAdministratorsOnly) {
  auto person = *directory.AddPerson("95", "p-1", "p-1@example.org");
  person.set_role(v1::Person::ADMIN);
  directory.caller = {"cafs/95/people/pilot", {{"95", {"PILOT"}}}, {}};
  EXPECT_EQ(ReasonOf(Update(person, {"role"})), "PERMISSION_DENIED");
  directory.caller = {"services/cli", {{"*", {"SERVICE"}}}, {}};
  EXPECT_TRUE(Update(person, {"role"}));
}

TEST_F(People, AreListedByPageAndFilter) {
  for (const char* id : {"p-3", "p-1", "p-2"})
    ASSERT_TRUE(directory.AddPerson("95", id, std::string(id) + "@example.org"));
  ASSERT_TRUE(Leave("cafs/95/people/p-2"));

  const auto first = List("", 2);
  EXPECT_THAT(NamesIn(first), ElementsAre("cafs/95/people/p-1", "cafs/95/people/p-2"));
  EXPECT_THAT(NamesIn(List("", 2, first->next_page_token())), ElementsAre("cafs/95/people/p-3"));
  EXPECT_EQ(List("", 2, first->next_page_token())->next_page_token(), "");
  EXPECT_EQ(ReasonOf(List("state = \"ACTIVE\"", 2, first->next_page_token())), "INVALID_PAGE_TOKEN");
  EXPECT_THAT(NamesIn(List("state = \"LEFT\"")), ElementsAre("cafs/95/people/p-2"));
  EXPECT_THAT(NamesIn(List("role = \"OFFICER\" AND email = \"P-3@example.org\"")), ElementsAre("cafs/95/people/p-3"));
  EXPECT_EQ(NamesIn(List("display_name : \"aïcha mo\"")).size(), 3u);
  EXPECT_EQ(NamesIn(List("family_name : \"%\"")).size(), 0u);
  EXPECT_EQ(ReasonOf(List("shoe_size = \"42\"")), "INVALID_FILTER");
}

TEST_F(People, SeeOnlyTheCafsInWhichTheyHoldARole) {
  const auto codes = [&] {
    std::vector<std::string> names;
    const auto response = directory.Do<v1::ListCafsResponse>("CafService/ListCafs", v1::ListCafsRequest(), "*");
    for (const auto& caf : response->cafs()) names.push_back(caf.name());
    return names;
  };
  EXPECT_THAT(codes(), ElementsAre("cafs/95", "cafs/974"));
  directory.caller = {"cafs/974/people/p-1", {{"974", {"GUEST"}}}, {}};
  EXPECT_THAT(codes(), ElementsAre("cafs/974"));
  directory.caller = {"cafs/13/people/p-1", {}, {}};
  EXPECT_THAT(codes(), ElementsAre());
}

TEST_F(People, HaveACafThatIsAddedOnce) {
  EXPECT_EQ(ReasonOf(directory.AddCaf("95", "95", "Europe/Paris")), "ALREADY_EXISTS");
  EXPECT_EQ(ReasonOf(directory.AddCaf("59", "20", "Europe/Lille")), "INVALID_REQUEST");
}

}  // namespace
}  // namespace maillage::directory::rpc
