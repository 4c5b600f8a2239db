// Who may call, and what the others are told, over a real connection.
#include <gmock/gmock.h>

#include "platform/core/reasons.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/testing/echo_server.h"

namespace maillage::rpc::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;

class ServerAccess : public ::testing::Test {
 protected:
  void SetUp() override {
    server_.OnGet([this](const Call& call, const GetEchoRequest& request) -> Result<Echo> {
      seen_ = call;
      if (request.name() == "cafs/95/echoes/absent") return NotFound(request.name());
      if (request.name() == "cafs/95/echoes/worded")
        return Fail(reason::kNotFound, "echo {} is unknown here", request.name());
      if (request.name() == "cafs/95/echoes/short") return Fail(reason::kNotFound, "there is no echo short");
      if (request.name() == "cafs/95/echoes/other") return Fail(reason::kNotFound, "there is no person p-9");
      Echo echo;
      echo.set_name(request.name());
      return echo;
    });
    server_.OnCreate([this](const Call& call, const CreateEchoRequest&) -> Result<Echo> {
      seen_ = call;
      return Echo();
    });
    server_.router().Unary<ListEchoesRequest, Echo>(
        kService + "Ping", [](const Call&, const ListEchoesRequest&) -> Result<Echo> { return Echo(); });
    server_.router().Stream<WatchEchoesRequest, Echo>(
        kService + "WatchEchoes", [](const Call&, const WatchEchoesRequest&, StreamSink&) -> Status { return {}; });
    server_.Start();
  }

  Error Refused(const Client& client, const std::string& name) {
    auto result = client.Call<Echo>(kService + "GetEcho", Named(name));
    return result ? Error{Code::kOk, "OK", "", {}, {}} : result.error();
  }

  EchoServer server_;
  Call seen_;
};

TEST_F(ServerAccess, HandsTheCallOverWithAllThatIsKnown) {
  CallOptions options;
  options.timeout = std::chrono::milliseconds(3000);
  options.trace = Trace::New();

  auto echo = server_.ClientOf(Pilot()).Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"), options);

  ASSERT_TRUE(echo) << echo.error().message;
  EXPECT_EQ(echo->name(), "cafs/95/echoes/e-1");
  EXPECT_EQ(seen_.caller.subject, "cafs/95/people/pilot");
  EXPECT_EQ(seen_.caf, "95");
  EXPECT_EQ(seen_.method, kService + "GetEcho");
  EXPECT_EQ(seen_.now, server_.clock.Now());
  EXPECT_EQ(seen_.trace.trace_id, options.trace.trace_id);
  EXPECT_NE(seen_.trace.span_id, options.trace.span_id);
  const auto left = seen_.deadline - std::chrono::steady_clock::now();
  EXPECT_LE(left, std::chrono::milliseconds(3100));  // gRPC rounds what it sends up
  EXPECT_GT(left, std::chrono::milliseconds(0));
}

TEST_F(ServerAccess, RefusesACallWithoutAToken) {
  const auto error = Refused(server_.ClientWith(""), "cafs/95/echoes/e-1");
  EXPECT_EQ(error.code, Code::kUnauthenticated);
  EXPECT_EQ(error.reason, "UNAUTHENTICATED");
}

TEST_F(ServerAccess, RefusesAnExpiredToken) {
  const auto token = server_.TokenOf(Pilot(), std::chrono::seconds(-3600));
  EXPECT_EQ(Refused(server_.ClientWith(token), "cafs/95/echoes/e-1").reason, "UNAUTHENTICATED");
}

TEST_F(ServerAccess, RefusesATokenOfAnotherKeyAndNonsense) {
  const auto foreign = auth::Signer(auth::TestKeys::Make().private_pem).Sign(Pilot(), std::chrono::hours(1));
  EXPECT_EQ(Refused(server_.ClientWith(foreign), "cafs/95/echoes/e-1").reason, "UNAUTHENTICATED");
  EXPECT_EQ(Refused(server_.ClientWith("nonsense"), "cafs/95/echoes/e-1").reason, "UNAUTHENTICATED");
}

TEST_F(ServerAccess, AsksForTheTokenBeforeItLooksAtTheRequest) {
  EXPECT_EQ(Refused(server_.ClientWith(""), "no name").reason, "UNAUTHENTICATED");
  const auto error = Refused(server_.ClientOf(Pilot()), "no name");
  EXPECT_EQ(error.reason, "INVALID_REQUEST");
  ASSERT_EQ(error.faults.size(), 1);
  EXPECT_EQ(error.faults[0].field, "name");
}

TEST_F(ServerAccess, AnswersForAnotherCafsResourceAsForAnAbsentOne) {
  const auto foreign = Refused(server_.ClientOf(Pilot("78")), "cafs/95/echoes/e-1");
  EXPECT_EQ(foreign.message, "there is no cafs/95/echoes/e-1");
  for (const auto* absent : {"cafs/95/echoes/absent", "cafs/95/echoes/worded", "cafs/95/echoes/short"}) {
    const auto own = Refused(server_.ClientOf(Pilot("95")), absent);
    EXPECT_EQ(own.code, foreign.code);
    EXPECT_EQ(own.reason, foreign.reason);
    EXPECT_EQ(own.message, std::string("there is no ") + absent);
    EXPECT_EQ(own.metadata, foreign.metadata);
  }
}

TEST_F(ServerAccess, PutsDownWhoAskedForAnotherCafsResourceAndNobodyElse) {
  Refused(server_.ClientOf(Pilot("78")), "cafs/95/echoes/e-1");
  EXPECT_THAT(server_.trespasses(), ElementsAre(Pair("cafs/78/people/pilot", "cafs/95/echoes/e-1")));
  Refused(server_.ClientOf(Pilot("95")), "cafs/95/echoes/absent");
  Refused(server_.ClientOf(Pilot("95")), "cafs/95/echoes/e-1");
  EXPECT_THAT(server_.trespasses(), SizeIs(1));
}

TEST_F(ServerAccess, HidesAnotherCafsResourcesInsideARequestToo) {
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  request.add_guests("cafs/95/people/p-1");
  const auto ours = server_.ClientOf(Pilot("95"));
  EXPECT_TRUE(ours.Call<Echo>(kService + "CreateEcho", request));

  request.add_guests("cafs/78/people/p-2");
  const auto refused = ours.Call<Echo>(kService + "CreateEcho", request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "NOT_FOUND");
  EXPECT_EQ(refused.error().message, "there is no cafs/78/people/p-2");
  EXPECT_THAT(server_.trespasses(), ElementsAre(Pair("cafs/95/people/pilot", "cafs/78/people/p-2")));

  const Caller both{"cafs/95/people/pilot", {{"95", {"PILOT"}}, {"78", {"GUEST"}}}, {}};
  EXPECT_TRUE(server_.ClientOf(both).Call<Echo>(kService + "CreateEcho", request));
}

TEST_F(ServerAccess, PutsDownATrespassByStreamToo) {
  WatchEchoesRequest request;
  request.set_person("cafs/95/people/p-1");
  const auto ended = server_.ClientOf(Pilot("78"))
                         .Stream(
                             kService + "WatchEchoes", request, [] { return new Echo; },
                             [](const google::protobuf::Message&) { return true; });
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().reason, "NOT_FOUND");
  EXPECT_THAT(server_.trespasses(), ElementsAre(Pair("cafs/78/people/pilot", "cafs/95/people/p-1")));
}

TEST_F(ServerAccess, SaysWhatElseIsAbsentInTheHandlersWords) {
  EXPECT_EQ(Refused(server_.ClientOf(Pilot()), "cafs/95/echoes/other").message, "there is no person p-9");
}

TEST_F(ServerAccess, TellsACallerOfTheCafThatTheRoleIsNotEnough) {
  const Caller guest{"cafs/95/people/guest", {{"95", {"GUEST"}}}, {}};
  EXPECT_EQ(Refused(server_.ClientOf(guest), "cafs/95/echoes/e-1").reason, "PERMISSION_DENIED");
  EXPECT_EQ(Refused(server_.ClientOf(guest), "cafs/95/echoes/absent").reason, "PERMISSION_DENIED");
}

TEST_F(ServerAccess, LetsPeopleSpeakForThemselves) {
  const auto client = server_.ClientOf({"cafs/95/people/p-1", {}, {}});
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  request.mutable_echo()->set_person("cafs/95/people/p-1");
  EXPECT_TRUE(client.Call<Echo>(kService + "CreateEcho", request));
  request.mutable_echo()->set_person("cafs/95/people/p-2");
  auto refused = client.Call<Echo>(kService + "CreateEcho", request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "PERMISSION_DENIED");
}

TEST_F(ServerAccess, ServesAPublicMethodWithoutAToken) {
  EXPECT_TRUE(server_.ClientWith("").Call<Echo>(kService + "Ping", ListEchoesRequest()));
}

TEST_F(ServerAccess, ReadsTheRequestIdAndDigestsTheRest) {
  const auto client = server_.ClientOf(Pilot());
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  for (const auto* label : {"a", "b", "c", "d"}) (*request.mutable_labels())[label] = label;
  const auto digest_with = [&](const std::string& id) {
    request.set_request_id(id);
    EXPECT_TRUE(client.Call<Echo>(kService + "CreateEcho", request));
    EXPECT_EQ(seen_.request_id, id);
    return seen_.request_digest;
  };

  const auto first = digest_with("r-1");
  EXPECT_EQ(first.size(), 64);
  EXPECT_EQ(digest_with("r-2"), first);
  request.mutable_echo()->set_text("another body");
  EXPECT_NE(digest_with("r-1"), first);
  EXPECT_EQ(digest_with(""), "");
}

TEST_F(ServerAccess, RefusesARequestIdThatIsTooLong) {
  CreateEchoRequest request;
  request.set_parent("cafs/95");
  request.set_request_id(std::string(101, 'x'));
  auto refused = server_.ClientOf(Pilot()).Call<Echo>(kService + "CreateEcho", request);
  ASSERT_FALSE(refused);
  ASSERT_EQ(refused.error().faults.size(), 1);
  EXPECT_EQ(refused.error().faults[0].field, "request_id");
}

TEST_F(ServerAccess, CountsUnknownMethodsTogether) {
  auto refused = server_.ClientOf(Pilot()).Call<Echo>("hostile.Service/Name", ListEchoesRequest());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "UNIMPLEMENTED");
  const auto text = metrics::Registry::Process().Text();
  EXPECT_THAT(text, HasSubstr(R"(method="unknown")"));
  EXPECT_THAT(text, Not(HasSubstr("hostile")));
}

}  // namespace
}  // namespace maillage::rpc::testing
