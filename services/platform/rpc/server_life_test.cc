// How a call lives and ends: errors, deadlines, shedding, streams, stop.
#include <gmock/gmock.h>

#include <future>
#include <latch>

#include "grpc/health/v1/health.pb.h"
#include "platform/core/reasons.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/testing/echo_server.h"

namespace maillage::rpc::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

/// What a call came to: OK, or the reason.
std::string Outcome(const Result<Echo>& result) { return result ? "OK" : result.error().reason; }

/// A handler that says when it is in, and stays until it is let go.
struct Gate {
  std::latch entered{1};
  std::latch release{1};
  std::atomic<int> calls{0};

  Result<Echo> Pass() {
    if (calls.fetch_add(1) == 0) entered.count_down();
    release.wait();
    return Echo();
  }
};

double Counted(const std::string& method, const std::string& code) {
  return metrics::Registry::Process()
      .AddCounter("maillage_rpc_requests_total", "Calls answered, by method and canonical code.",
                  {{"method", method}, {"code", code}})
      .Value();
}

std::future<Result<Echo>> Later(const Client& client, milliseconds timeout = milliseconds(5000),
                                const std::string& name = "cafs/95/echoes/e-1") {
  return std::async(std::launch::async, [&client, timeout, name] {
    CallOptions options;
    options.timeout = timeout;
    return client.Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"), options);
  });
}

TEST(ServerLife, SaysEveryBadField) {
  EchoServer server;
  server.OnGet([](const Call&, const GetEchoRequest&) -> Result<Echo> {
    Error error = Fail(reason::kInvalidRequest, "two fields are wrong").value();
    error.faults = {{"name", "is odd"}, {"echo.text", "is missing"}};
    return tl::unexpected(error);
  });
  server.Start();

  auto refused = server.ClientOf(Pilot()).Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Code::kInvalidArgument);
  EXPECT_EQ(refused.error().message, "two fields are wrong");
  ASSERT_EQ(refused.error().faults.size(), 2);
  EXPECT_EQ(refused.error().faults[1].field, "echo.text");
}

TEST(ServerLife, KeepsWhatAnExceptionSaysToItself) {
  EchoServer server;
  server.OnGet([](const Call&, const GetEchoRequest&) -> Result<Echo> { throw std::runtime_error("SELECT secret"); });
  server.Start();

  auto refused = server.ClientOf(Pilot()).Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"));

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "INTERNAL");
  EXPECT_THAT(refused.error().message, Not(HasSubstr("secret")));
  EXPECT_EQ(refused.error().metadata.count("trace"), 1);
}

TEST(ServerLife, RefusesWhatTheQueueCannotHold) {
  ServerConfig config;
  config.executor_threads = 1;
  config.queue = 1;
  EchoServer server(config);
  Gate gate;
  server.OnGet([&](const Call&, const GetEchoRequest&) { return gate.Pass(); });
  server.Start();
  const auto client = server.ClientOf(Pilot());
  auto running = Later(client);
  gate.entered.wait();

  // One of these two waits, the other finds the queue full and is the first to be answered.
  auto one = Later(client);
  auto other = Later(client);
  while (one.wait_for(milliseconds(1)) != std::future_status::ready &&
         other.wait_for(milliseconds(1)) != std::future_status::ready) {
  }
  gate.release.count_down();

  EXPECT_EQ(Outcome(running.get()), "OK");
  std::vector<std::string> outcomes{Outcome(one.get()), Outcome(other.get())};
  EXPECT_THAT(outcomes, ::testing::UnorderedElementsAre("OK", "OVERLOADED"));
}

TEST(ServerLife, DropsAWaitingCallWhoseTimeIsOver) {
  ServerConfig config;
  config.executor_threads = 1;
  EchoServer server(config);
  Gate gate;
  std::vector<std::string> handled;
  server.OnGet([&](const Call&, const GetEchoRequest& request) {
    handled.push_back(request.name());
    return gate.Pass();
  });
  server.Start();
  const auto client = server.ClientOf(Pilot());
  auto running = Later(client);
  gate.entered.wait();

  EXPECT_EQ(Outcome(Later(client, milliseconds(30), "cafs/95/echoes/impatient").get()), "DEADLINE_EXCEEDED");
  // The server's reading of a deadline is a little later than the client's: by the end of this one the first is surely
  // over.
  EXPECT_EQ(Outcome(Later(client, milliseconds(100)).get()), "DEADLINE_EXCEEDED");
  gate.release.count_down();

  EXPECT_EQ(Outcome(running.get()), "OK");
  EXPECT_EQ(Outcome(Later(client).get()), "OK");  // behind the dropped ones in the queue
  EXPECT_THAT(handled, Not(Contains("cafs/95/echoes/impatient")));
}

TEST(ServerLife, AnswersEachCallOnce) {
  EchoServer server;
  server.OnGet([](const Call&, const GetEchoRequest&) -> Result<Echo> { return Echo(); });
  server.Start();
  const auto client = server.ClientOf(Pilot());
  const auto before = Counted(kService + "GetEcho", "OK");
  for (int i = 0; i < 50; ++i)
    ASSERT_EQ(Outcome(client.Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"))), "OK");
  EXPECT_EQ(Counted(kService + "GetEcho", "OK") - before, 50);
}

TEST(ServerLife, IsQuietWhenNothingIsUnderWay) {
  EchoServer server;
  Gate gate;
  server.OnGet([&](const Call&, const GetEchoRequest&) { return gate.Pass(); });
  server.Start();
  EXPECT_TRUE(server.server().Quiet());
  const auto client = server.ClientOf(Pilot());
  auto running = Later(client);
  gate.entered.wait();
  EXPECT_FALSE(server.server().Quiet());
  gate.release.count_down();
  running.get();
  EXPECT_TRUE(server.server().Quiet());
}

TEST(ServerLife, FinishesWhatIsUnderWayAndRefusesTheRestWhenItStops) {
  EchoServer server;
  Gate gate;
  server.OnGet([&](const Call&, const GetEchoRequest&) { return gate.Pass(); });
  server.Start();
  const auto client = server.ClientOf(Pilot());
  auto running = Later(client);
  gate.entered.wait();

  auto stop = std::async(std::launch::async, [&] { server.server().Stop(milliseconds(5000)); });
  std::string outcome;
  do outcome = Outcome(Later(client, milliseconds(200)).get());
  while (outcome == "DEADLINE_EXCEEDED");  // came before the stop, and waits behind the gate
  EXPECT_EQ(outcome, "STOPPING");
  gate.release.count_down();

  EXPECT_EQ(Outcome(running.get()), "OK");
  stop.get();
}

TEST(ServerLife, AnswersForAHandlerThatOutlastsTheGrace) {
  EchoServer server;
  Gate gate;
  server.OnGet([&](const Call&, const GetEchoRequest&) { return gate.Pass(); });
  server.Start();
  const auto client = server.ClientOf(Pilot());
  auto running = Later(client);
  gate.entered.wait();
  const auto before = Counted(kService + "GetEcho", "OK");

  auto stop = std::async(std::launch::async, [&] { server.server().Stop(milliseconds(20)); });

  EXPECT_EQ(Outcome(running.get()), "STOPPING");
  gate.release.count_down();
  stop.get();
  EXPECT_EQ(Counted(kService + "GetEcho", "OK"), before);  // its own answer came too late, and was dropped
}

TEST(ServerLife, DoesNotShareAPort) {
  EchoServer server;
  server.Start();
  ServerConfig config;
  config.listen = server.target();
  StepClock clock;
  auth::Verifier verifier(auth::TestKeys::Make().public_pem);
  Router router;
  Server second(config, clock, verifier, router);
  EXPECT_FALSE(second.Start());
}

TEST(ServerLife, TellsItsHealthWithoutAToken) {
  EchoServer server;
  server.Start();
  const auto client = server.ClientWith("");
  auto health = client.Call<grpc::health::v1::HealthCheckResponse>("grpc.health.v1.Health/Check",
                                                                   grpc::health::v1::HealthCheckRequest());
  ASSERT_TRUE(health) << health.error().message;
  EXPECT_EQ(health->status(), grpc::health::v1::HealthCheckResponse::SERVING);
}

TEST(ServerLife, KnowsNoOtherServicesHealth) {
  EchoServer server;
  server.Start();
  const auto client = server.ClientWith("");
  grpc::health::v1::HealthCheckRequest request;
  request.set_service("another");
  auto health = client.Call<grpc::health::v1::HealthCheckResponse>("grpc.health.v1.Health/Check", request);
  ASSERT_FALSE(health);
  EXPECT_EQ(health.error().code, Code::kNotFound);
}

TEST(ServerLife, TakesManyCallsAtOnce) {
  EchoServer server;
  Gate gate;
  server.OnGet([&](const Call&, const GetEchoRequest&) { return gate.Pass(); });
  server.Start();
  const auto client = server.ClientOf(Pilot());
  std::vector<std::future<Result<Echo>>> calls;
  for (int i = 0; i < 200; ++i) calls.push_back(Later(client, std::chrono::seconds(30)));
  gate.entered.wait();
  gate.release.count_down();
  for (auto& call : calls) EXPECT_EQ(Outcome(call.get()), "OK");
}

TEST(ServerLife, IsNotServingWhileItStops) {
  EchoServer server;
  Gate gate;
  server.OnGet([&](const Call&, const GetEchoRequest&) { return gate.Pass(); });
  server.Start();
  const auto client = server.ClientOf(Pilot());
  auto running = Later(client);
  gate.entered.wait();

  std::promise<void> told;
  auto watch = std::async(std::launch::async, [&] {
    return client.Stream(
        "grpc.health.v1.Health/Watch", grpc::health::v1::HealthCheckRequest(),
        [] { return new grpc::health::v1::HealthCheckResponse; },
        [&](const google::protobuf::Message& message) {
          const auto status = static_cast<const grpc::health::v1::HealthCheckResponse&>(message).status();
          if (status == grpc::health::v1::HealthCheckResponse::SERVING) told.set_value();
          return status == grpc::health::v1::HealthCheckResponse::SERVING;
        });
  });
  told.get_future().wait();
  auto stop = std::async(std::launch::async, [&] { server.server().Stop(milliseconds(5000)); });
  EXPECT_TRUE(watch.get());  // told of something else than SERVING while a call is still under way
  gate.release.count_down();
  EXPECT_EQ(Outcome(running.get()), "OK");
  stop.get();
}

}  // namespace
}  // namespace maillage::rpc::testing
