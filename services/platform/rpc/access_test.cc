#include "platform/rpc/access.h"

#include <gmock/gmock.h>

#include <stdexcept>

#include "rpc/testing/echo.pb.h"

namespace maillage::rpc {
namespace {

using platform::testing::CreateEchoRequest;
using platform::testing::GetEchoRequest;
using platform::testing::ListEchoesRequest;
using platform::testing::UpdateEchoRequest;
using platform::testing::WatchEchoesRequest;

AccessRule RuleOf(const std::string& method) {
  return AccessRule(
      *google::protobuf::DescriptorPool::generated_pool()->FindMethodByName("maillage.platform.testing." + method));
}

Caller With(const std::string& caf, const std::string& role) { return {"cafs/95/people/p-1", {{caf, {role}}}, {}}; }

GetEchoRequest Get(const std::string& name) {
  GetEchoRequest request;
  request.set_name(name);
  return request;
}

/// What the rule says: OK, or the reason.
std::string Ask(const std::string& method, const Caller& caller, const google::protobuf::Message& request) {
  const auto rule = RuleOf("EchoService." + method);
  const auto caf = rule.Caf(request);
  if (!caf) return caf.error().reason;
  const auto status = rule.Check(caller, *caf, request);
  return status ? "OK" : status.error().reason;
}

TEST(Access, LetsARolePassInItsCaf) {
  EXPECT_EQ(Ask("GetEcho", With("95", "PILOT"), Get("cafs/95/echoes/e-1")), "OK");
  EXPECT_EQ(Ask("GetEcho", With("95", "CAF"), Get("cafs/95/echoes/e-1")), "OK");
}

TEST(Access, LetsARoleUnderTheStarPassInEveryCaf) {
  EXPECT_EQ(Ask("GetEcho", With("*", "PILOT"), Get("cafs/78/echoes/e-1")), "OK");
}

TEST(Access, RefusesARoleThatIsNotListed) {
  EXPECT_EQ(Ask("GetEcho", With("95", "GUEST"), Get("cafs/95/echoes/e-1")), "PERMISSION_DENIED");
  EXPECT_EQ(Ask("CreateEcho", With("95", "CAF"),
                [] {
                  CreateEchoRequest request;
                  request.set_parent("cafs/95");
                  return request;
                }()),
            "PERMISSION_DENIED");
}

TEST(Access, HidesAnotherCafsResource) {
  const auto rule = RuleOf("EchoService.GetEcho");
  const auto status = rule.Check(With("95", "PILOT"), "78", Get("cafs/78/echoes/e-1"));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().reason, "NOT_FOUND");
  EXPECT_EQ(status.error().message, "there is no cafs/78/echoes/e-1");
}

TEST(Access, LetsAdminAndServicePassWhereARoleIsListed) {
  EXPECT_EQ(Ask("GetEcho", With("95", "ADMIN"), Get("cafs/95/echoes/e-1")), "OK");
  EXPECT_EQ(Ask("GetEcho", With("*", "SERVICE"), Get("cafs/78/echoes/e-1")), "OK");
  EXPECT_EQ(Ask("GetEcho", With("95", "ADMIN"), Get("cafs/78/echoes/e-1")), "NOT_FOUND");
}

TEST(Access, TakesAnyCafsRoleForAMethodAboutNone) {
  EXPECT_EQ(Ask("ListEchoes", With("95", "PILOT"), ListEchoesRequest()), "OK");
  EXPECT_EQ(Ask("ListEchoes", With("95", "CAF"), ListEchoesRequest()), "PERMISSION_DENIED");
  EXPECT_EQ(*RuleOf("EchoService.ListEchoes").Caf(ListEchoesRequest()), "*");
}

TEST(Access, WantsAdminForEveryCafWhereAMethodIsAboutNone) {
  EXPECT_EQ(Ask("RebuildEchoes", With("*", "ADMIN"), ListEchoesRequest()), "OK");
  EXPECT_EQ(Ask("RebuildEchoes", With("95", "ADMIN"), ListEchoesRequest()), "PERMISSION_DENIED");
  EXPECT_EQ(Ask("RebuildEchoes", With("95", "PILOT"), ListEchoesRequest()), "PERMISSION_DENIED");
}

TEST(Access, LetsPeopleSpeakForThemselvesInTheirCaf) {
  const Caller person{"cafs/95/people/p-1", {}, {}};
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  request.mutable_echo()->set_person("cafs/95/people/p-1");
  EXPECT_EQ(Ask("CreateEcho", person, request), "OK");

  request.mutable_echo()->set_person("cafs/95/people/p-2");
  EXPECT_EQ(Ask("CreateEcho", person, request), "PERMISSION_DENIED");

  request.set_parent("cafs/78");
  request.mutable_echo()->set_person("cafs/95/people/p-1");
  EXPECT_EQ(Ask("CreateEcho", person, request), "NOT_FOUND");
}

TEST(Access, DoesNotTakeAnEmptyFieldForACallerWithoutSubject) {
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  EXPECT_EQ(Ask("CreateEcho", Caller{"", {{"95", {}}}, {}}, request), "PERMISSION_DENIED");
}

TEST(Access, LetsAClientPassByScopeInItsCafs) {
  const Caller client{"clients/portal", {{"95", {}}}, {"echo.read"}};
  EXPECT_EQ(Ask("GetEcho", client, Get("cafs/95/echoes/e-1")), "OK");
  EXPECT_EQ(Ask("GetEcho", client, Get("cafs/78/echoes/e-1")), "NOT_FOUND");
  EXPECT_EQ(Ask("GetEcho", Caller{"clients/portal", {{"95", {}}}, {"echo.write"}}, Get("cafs/95/echoes/e-1")),
            "PERMISSION_DENIED");
  EXPECT_EQ(Ask("GetEcho", Caller{"cafs/95/people/p-1", {}, {"echo.read"}}, Get("cafs/95/echoes/e-1")),
            "PERMISSION_DENIED");
}

TEST(Access, ReadsTheCafWhereTheMethodHasIt) {
  UpdateEchoRequest update;
  update.mutable_echo()->set_name("cafs/95/echoes/e-1");
  EXPECT_EQ(*RuleOf("EchoService.UpdateEcho").Caf(update), "95");
  WatchEchoesRequest watch;
  watch.set_person("cafs/974/people/p-1");
  EXPECT_EQ(*RuleOf("EchoService.WatchEchoes").Caf(watch), "974");
}

TEST(Access, SaysWhichFieldNamesNoCaf) {
  for (const auto* name : {"", "echoes/e-1", "cafs/", "cafs/../echoes", "cafs/*", "cafs/95'--/echoes/1"}) {
    const auto caf = RuleOf("EchoService.GetEcho").Caf(Get(name));
    ASSERT_FALSE(caf) << name;
    EXPECT_EQ(caf.error().reason, "INVALID_REQUEST");
    ASSERT_EQ(caf.error().faults.size(), 1);
    EXPECT_EQ(caf.error().faults[0].field, "name");
  }
}

TEST(Access, RefusesAMethodThatIsSilentOrWrong) {
  for (const auto* method : {"Silent", "Misspelt", "Closed", "Homeless"}) {
    EXPECT_THROW(RuleOf(std::string("FaultyService.") + method), std::logic_error) << method;
  }
}

}  // namespace
}  // namespace maillage::rpc
