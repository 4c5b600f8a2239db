#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "directory/rpc/test_directory.h"

namespace maillage::directory::rpc {
namespace {

using testing::ElementsAre;

class Posts : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(directory.AddCaf("95", "95", "Europe/Paris"));
    for (const char* id : {"p-1", "p-2"}) ASSERT_TRUE(directory.AddPerson("95", id, std::string(id) + "@example.org"));
    ASSERT_TRUE(directory.AddPost("95", "post-1", "ctg-1"));
  }
  Result<v1::Post> Get() { return directory.Named<v1::GetPostRequest, v1::Post>("PostService/GetPost", kPost); }
  Result<v1::Post> Close(const std::string& day) {
    v1::ClosePostRequest request;
    request.set_name(kPost);
    request.set_closed_on(day);
    return directory.Do<v1::Post>("PostService/ClosePost", request, "95");
  }
  std::vector<std::string> List(const std::string& filter) {
    v1::ListPostsRequest request;
    request.set_parent("cafs/95");
    request.set_filter(filter);
    std::vector<std::string> names;
    auto response = directory.Do<v1::ListPostsResponse>("PostService/ListPosts", request, "95");
    if (!response) return {response.error().reason};
    for (const auto& post : response->posts()) names.push_back(post.name());
    return names;
  }

  const std::string kPost = "cafs/95/posts/post-1";
  const std::string kFirst = "cafs/95/people/p-1";
  const std::string kSecond = "cafs/95/people/p-2";
  TestDirectory directory;
};

TEST_F(Posts, AreHeldOneAfterTheOther) {
  EXPECT_EQ(Get()->state(), v1::Post::OPEN);
  ASSERT_TRUE(directory.Assign(kPost, kFirst, "2025-11-17"));
  EXPECT_EQ(Get()->state(), v1::Post::FILLED);
  EXPECT_EQ(ReasonOf(directory.Assign(kPost, kSecond, "2026-03-01")), "POST_HELD");
  EXPECT_EQ(ReasonOf(directory.Unassign(kPost, "2025-11-16")), "POST_NOT_HELD");
  ASSERT_TRUE(directory.Unassign(kPost, "2026-01-04"));
  EXPECT_EQ(Get()->state(), v1::Post::VACANT);
  EXPECT_EQ(ReasonOf(directory.Unassign(kPost, "2026-01-04")), "POST_NOT_HELD");
  ASSERT_TRUE(directory.Assign(kPost, kSecond, "2026-01-05"));

  const auto post = Get();

  ASSERT_EQ(post->assignments_size(), 2);
  EXPECT_EQ(post->assignments(0).to(), "2026-01-04");
  EXPECT_EQ(post->assignments(1).person(), kSecond);
  auto events = directory.Events();
  events.erase(events.begin(), events.begin() + 3);
  EXPECT_THAT(events,
              ElementsAre("PostOpened " + kPost, "PostFilled " + kPost, "PostVacated " + kPost, "PostFilled " + kPost));
}

// SCENARIO.md: what a person does is refused while they are not present; "assign" names one.
TEST_F(Posts, AreNotAssignedToWhoIsNotPresent) {
  ASSERT_TRUE((directory.Named<v1::LeaveNetworkRequest, v1::Person>("PersonService/LeaveNetwork", kFirst)));
  EXPECT_EQ(ReasonOf(directory.Assign(kPost, kFirst, "2026-01-05")), "PERSON_NOT_PRESENT");
  EXPECT_EQ(ReasonOf(directory.Assign(kPost, "cafs/95/people/nobody", "2026-01-05")), "NOT_FOUND");
  EXPECT_EQ(ReasonOf(directory.Assign("cafs/95/posts/none", kSecond, "2026-01-05")), "NOT_FOUND");
}

TEST_F(Posts, OutliveTheirHolders) {
  ASSERT_TRUE(directory.Assign(kPost, kFirst, "2025-11-17"));
  ASSERT_TRUE((directory.Named<v1::LeaveNetworkRequest, v1::Person>("PersonService/LeaveNetwork", kFirst)));
  EXPECT_EQ(Get()->state(), v1::Post::FILLED);
  EXPECT_TRUE(directory.Unassign(kPost, "2026-01-05"));
}

TEST_F(Posts, OfOneConventionHaveOneLead) {
  ASSERT_TRUE(directory.AddPost("95", "post-2", "ctg-1", true));
  EXPECT_EQ(ReasonOf(directory.AddPost("95", "post-3", "ctg-1", true)), "SECOND_LEAD");
  EXPECT_TRUE(directory.AddPost("95", "post-3", "ctg-2", true));
  EXPECT_EQ(ReasonOf(directory.AddPost("95", "post-3", "ctg-3")), "ALREADY_EXISTS");

  v1::UpdatePostRequest request;
  request.mutable_post()->set_name(kPost);
  request.mutable_post()->set_is_lead(true);
  request.mutable_update_mask()->add_paths("is_lead");
  EXPECT_EQ(ReasonOf(directory.Do<v1::Post>("PostService/UpdatePost", request, "95")), "SECOND_LEAD");
}

TEST_F(Posts, AreClosedForGood) {
  ASSERT_TRUE(directory.Assign(kPost, kFirst, "2025-11-17"));
  EXPECT_EQ(ReasonOf(Close("")), "POST_HELD");
  ASSERT_TRUE(directory.Unassign(kPost, "2026-01-05"));
  const auto closed = Close("");
  EXPECT_EQ(closed->closed_on(), "2026-01-05");
  EXPECT_EQ(closed->state(), v1::Post::CLOSED);
  EXPECT_EQ(ReasonOf(directory.Assign(kPost, kSecond, "2026-03-01")), "POST_CLOSED");
}

TEST_F(Posts, AreListedByTheStateOfTheDay) {
  ASSERT_TRUE(directory.AddPost("95", "post-2", "ctg-2"));
  ASSERT_TRUE(directory.Assign(kPost, kFirst, "2025-11-17", "2026-01-05"));

  EXPECT_THAT(List("state = \"FILLED\""), ElementsAre(kPost));
  EXPECT_THAT(List("state = \"OPEN\" AND convention = \"ctg-2\""), ElementsAre("cafs/95/posts/post-2"));
  directory.now += std::chrono::hours(24);
  EXPECT_THAT(List("state = \"VACANT\""), ElementsAre(kPost));
  EXPECT_THAT(List("state : \"VAC\""), ElementsAre("INVALID_FILTER"));
}

// Two who want the same post at once: the lock is held before the assignments are read.
TEST_F(Posts, WantedByManyAtOnceAreHeldByOne) {
  std::atomic<int> given = 0, refused = 0;
  std::vector<std::thread> callers;
  for (int i = 0; i < 16; ++i) {
    callers.emplace_back([&, i] {
      const auto result = directory.Assign(kPost, i % 2 == 0 ? kFirst : kSecond, "2026-01-" + std::to_string(10 + i));
      if (result)
        ++given;
      else if (result.error().reason == "POST_HELD")
        ++refused;
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(given, 1);
  EXPECT_EQ(refused, 15);
}

TEST_F(Posts, SayAllThatIsWrongWithARequest) {
  v1::AssignPostRequest request;
  request.set_name(kPost);
  request.mutable_assignment()->set_person(kFirst);
  request.mutable_assignment()->set_from("2026-02-30");
  request.mutable_assignment()->set_to("hier");
  const auto refused = directory.Do<v1::Post>("PostService/AssignPost", request, "95");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().faults.size(), 2u);
}

}  // namespace
}  // namespace maillage::directory::rpc
