#include "platform/rpc/router.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "rpc/testing/echo.pb.h"

namespace maillage::rpc {
namespace {

using platform::testing::Echo;
using platform::testing::GetEchoRequest;
using platform::testing::ListEchoesRequest;

template <class Request>
void Add(Router& router, const std::string& method) {
  router.Unary<Request, Echo>(method, [](const Call&, const Request&) -> Result<Echo> { return Echo(); });
}

TEST(Router, FindsAMethodByItsFullName) {
  Router router;
  Add<GetEchoRequest>(router, "maillage.platform.testing.EchoService/GetEcho");
  ASSERT_NE(router.Find("maillage.platform.testing.EchoService/GetEcho"), nullptr);
  EXPECT_EQ(router.Find("maillage.platform.testing.EchoService/GetEcho")->descriptor->name(), "GetEcho");
  EXPECT_EQ(router.Find("maillage.platform.testing.EchoService/Ping"), nullptr);
}

TEST(Router, RefusesWhatTheProtosDoNotSay) {
  Router router;
  EXPECT_THROW(Add<GetEchoRequest>(router, "maillage.platform.testing.EchoService/Nothing"), std::logic_error);
  EXPECT_THROW(Add<GetEchoRequest>(router, "maillage.platform.testing.EchoService.GetEcho"), std::logic_error);
  EXPECT_THROW(Add<ListEchoesRequest>(router, "maillage.platform.testing.EchoService/GetEcho"), std::logic_error);
  EXPECT_THROW(Add<GetEchoRequest>(router, "maillage.platform.testing.FaultyService/Silent"), std::logic_error);
  EXPECT_THROW(Add<GetEchoRequest>(router, "maillage.platform.testing.FaultyService/Upload"), std::logic_error);
}

TEST(Router, RefusesAStreamWhereOneAnswerIsPromisedAndTheOtherWayRound) {
  using platform::testing::WatchEchoesRequest;
  Router router;
  EXPECT_THROW(Add<WatchEchoesRequest>(router, "maillage.platform.testing.EchoService/WatchEchoes"), std::logic_error);
  EXPECT_THROW((router.Stream<GetEchoRequest, Echo>(
                   "maillage.platform.testing.EchoService/GetEcho",
                   [](const Call&, const GetEchoRequest&, StreamSink&) -> Status { return {}; })),
               std::logic_error);
}

TEST(Router, RefusesASecondHandler) {
  Router router;
  Add<GetEchoRequest>(router, "maillage.platform.testing.EchoService/GetEcho");
  EXPECT_THROW(Add<GetEchoRequest>(router, "maillage.platform.testing.EchoService/GetEcho"), std::logic_error);
}

}  // namespace
}  // namespace maillage::rpc
