#include <gmock/gmock.h>

#include "directory/rpc/test_directory.h"
#include "platform/auth/test_keys.h"
#include "platform/clock/clock.h"
#include "platform/rpc/client.h"
#include "platform/rpc/server.h"

/// directory behind the real adapter, over a real connection: tokens, roles and tenancy.
namespace maillage::directory::rpc {
namespace {

using ::testing::ElementsAre;

const Caller kPilot{"cafs/95/people/pilot", {{"95", {"PILOT"}}}, {}};

class Served : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(directory_.AddCaf("95", "95", "Europe/Paris"));
    ASSERT_TRUE(directory_.AddCaf("974", "974", "Indian/Reunion"));
    ASSERT_TRUE(directory_.AddPerson("95", "p-1", "aicha@example.org"));
    ASSERT_TRUE(directory_.AddPerson("974", "p-2", "bruno@example.org"));
    ASSERT_TRUE(server_.Start());
  }
  void TearDown() override { server_.Stop(std::chrono::milliseconds(1000)); }

  maillage::rpc::Client ClientOf(const Caller& caller) const {
    const auto token = auth::Signer(keys_.private_pem).Sign(caller, std::chrono::hours(1));
    return {"127.0.0.1:" + std::to_string(server_.port()), [token] { return token; }};
  }
  Result<v1::Person> Get(const Caller& caller, const std::string& name) const {
    v1::GetPersonRequest request;
    request.set_name(name);
    return ClientOf(caller).Call<v1::Person>("maillage.directory.v1.PersonService/GetPerson", request);
  }
  Result<v1::Caf> Move(const Caller& caller, const std::string& etag = "") const {
    v1::UpdateCafRequest request;
    request.mutable_caf()->set_name("cafs/95");
    request.mutable_caf()->set_zone("Indian/Reunion");
    request.mutable_caf()->set_etag(etag);
    request.mutable_update_mask()->add_paths("zone");
    return ClientOf(caller).Call<v1::Caf>("maillage.directory.v1.CafService/UpdateCaf", request);
  }

  TestDirectory directory_;
  StepClock clock_{directory_.now};
  auth::TestKeys keys_ = auth::TestKeys::Make();
  auth::Verifier verifier_{keys_.public_pem};
  maillage::rpc::Server server_{{}, clock_, verifier_, directory_.router()};
};

TEST_F(Served, AnswersWhoMayAsk) {
  const auto person = Get(kPilot, "cafs/95/people/p-1");

  ASSERT_TRUE(person) << person.error().message;
  EXPECT_EQ(person->family_name(), "Morel");
}

TEST_F(Served, AnswersForAnotherCafsPersonAsForAnAbsentOne) {
  const auto foreign = Get(kPilot, "cafs/974/people/p-2");
  const auto absent = Get(kPilot, "cafs/95/people/nobody");

  ASSERT_FALSE(foreign);
  ASSERT_FALSE(absent);
  EXPECT_EQ(foreign.error().code, Code::kNotFound);
  EXPECT_EQ(absent.error().code, Code::kNotFound);
  EXPECT_EQ(foreign.error().reason, absent.error().reason);
  EXPECT_EQ(foreign.error().metadata, absent.error().metadata);
  EXPECT_EQ(foreign.error().message, "there is no cafs/974/people/p-2");
  EXPECT_EQ(absent.error().message, "there is no cafs/95/people/nobody");
}

TEST_F(Served, RefusesARoleThatIsNotEnough) {
  const auto refused = Move(kPilot);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "PERMISSION_DENIED");
}

TEST_F(Served, LetsAnAdminMoveACafToAnotherZoneOnce) {
  const Caller admin{"services/test", {{"*", {"ADMIN"}}}, {}};

  const auto moved = Move(admin, "1");
  ASSERT_TRUE(moved) << moved.error().message;
  EXPECT_EQ(moved->zone(), "Indian/Reunion");
  EXPECT_EQ(moved->display_name(), "Caf 95") << "the mask does not name it";
  EXPECT_EQ(moved->etag(), "2");
  EXPECT_EQ(Move(admin)->etag(), "2") << "the same again changes nothing";
  EXPECT_EQ(Move(admin, "1").error().reason, "ETAG_MISMATCH");
  EXPECT_THAT(directory_.Events(),
              ElementsAre("CafAdded cafs/95", "CafAdded cafs/974", "PersonAdded cafs/95/people/p-1",
                          "PersonAdded cafs/974/people/p-2", "CafChanged cafs/95"));
}

}  // namespace
}  // namespace maillage::directory::rpc
