#include "platform/runtime/runtime.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <future>

#include "maillage/platform/v1/clock.pb.h"
#include "platform/auth/test_keys.h"
#include "platform/runtime/fake_activity.h"
#include "platform/runtime/signals.h"

namespace maillage::platform {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Before any thread of this program is started.
const bool kSignalsTaken = [] {
  TakeOverSignals();
  return true;
}();

int FreePort() {
  http::Server server("127.0.0.1:0");
  EXPECT_TRUE(server.Start());
  const int port = server.port();
  server.Stop();
  return port;
}

/// What a plain HTTP server answers, headers and all.
std::string Fetch(int port, const std::string& path) {
  const int connection = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    const auto request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    EXPECT_EQ(write(connection, request.data(), request.size()), static_cast<ssize_t>(request.size()));
    char buffer[4096];
    for (ssize_t size = 0; (size = read(connection, buffer, sizeof buffer)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(size));
  }
  close(connection);
  return answer;
}

class RuntimeTest : public testing::Test {
 protected:
  BaseConfig ConfigFor(const std::string& env) {
    BaseConfig config;
    config.env = env;
    config.listen = "127.0.0.1:" + std::to_string(port_);
    config.metrics_listen = "127.0.0.1:" + std::to_string(metrics_port_);
    config.postgres.url = "postgresql://nobody@127.0.0.1:1/nothing";  // never connected to
    config.kafka.brokers = "127.0.0.1:1";
    config.public_key = keys_.public_pem;
    config.private_key = keys_.private_pem;
    config.executor_threads = 2;
    return config;
  }

  /// Runs until `act` is through, then as after `signal`. The exit code.
  int RunWhile(Runtime& runtime, const std::function<void()>& act, int signal = SIGTERM) {
    auto run = std::async(std::launch::async, [&] { return runtime.Run(); });
    act();
    kill(getpid(), signal);
    return run.get();
  }

  Result<v1::AdvanceClockResponse> Advance(int at) {
    v1::AdvanceClockRequest request;
    request.mutable_now()->set_seconds(at);
    const rpc::Client client("127.0.0.1:" + std::to_string(port_), [this] {
      return auth::Signer(keys_.private_pem)
          .Sign({"services/stepper", {{"*", {"SERVICE"}}}, {}}, std::chrono::hours(1));
    });
    rpc::CallOptions options;
    options.retry = true;
    options.timeout = std::chrono::seconds(20);
    return client.Call<v1::AdvanceClockResponse>("maillage.platform.v1.ClockService/AdvanceClock", request, options);
  }

  const auth::TestKeys keys_ = auth::TestKeys::Make();
  const int port_ = FreePort();
  const int metrics_port_ = FreePort();
};

TEST_F(RuntimeTest, StartsItsPartsServesAndStopsThemInReverse) {
  Runtime runtime("tester", ConfigFor("test"));
  std::vector<std::string> said;
  for (const std::string name : {"first", "second"}) {
    const auto start = [&said, name]() -> Status {
      said.push_back("start " + name);
      return {};
    };
    runtime.Add(
        name, start, [&said, name] { said.push_back("stop " + name); }, nullptr);
  }

  const int code = RunWhile(runtime, [&] {
    EXPECT_TRUE(Advance(60));
    EXPECT_THAT(Fetch(metrics_port_, "/healthz"), HasSubstr("200 OK"));
    EXPECT_THAT(Fetch(metrics_port_, "/metrics"), HasSubstr("maillage_rpc_latency_seconds_bucket"));
  });

  EXPECT_EQ(code, 0);
  EXPECT_THAT(said, ElementsAre("start first", "start second", "stop second", "stop first"));
}

TEST_F(RuntimeTest, StepsTheClockOfAllThatWaitForIt) {
  Runtime runtime("tester", ConfigFor("test"));
  std::vector<Instant> done;
  runtime.RunDue("a loop", [&](Instant now) -> Result<std::optional<Instant>> {
    if (now == Instant()) return Instant(std::chrono::seconds(60));
    done.push_back(now);
    return now + std::chrono::seconds(30);
  });
  FakeActivity activity("fake");
  runtime.Add("fake", {}, {}, &activity);

  RunWhile(runtime, [&] {
    ASSERT_TRUE(Advance(60));
    activity.BusyFor(10);
    const auto response = Advance(90);
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->next_due_time().seconds(), 120);
  });

  EXPECT_THAT(done, ElementsAre(Instant(std::chrono::seconds(60)), Instant(std::chrono::seconds(90))));
  EXPECT_EQ(runtime.clock().Now(), Instant(std::chrono::seconds(90)));
}

TEST_F(RuntimeTest, StopsOnSigintAsWell) {
  Runtime runtime("tester", ConfigFor("test"));
  EXPECT_EQ(RunWhile(
                runtime, [&] { EXPECT_TRUE(Advance(60)); }, SIGINT),
            0);
}

TEST_F(RuntimeTest, DoesNotLetTheClockBeMovedOutsideOfTests) {
  Runtime runtime("tester", ConfigFor("production"));
  RunWhile(runtime, [&] {
    const auto response = Advance(60);
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().reason, "TEST_ONLY");
  });
}

TEST_F(RuntimeTest, EndsWithOneWhenAPartDoesNotStart) {
  Runtime runtime("tester", ConfigFor("test"));
  bool stopped = false;
  runtime.Add(
      "good", {}, [&] { stopped = true; }, nullptr);
  runtime.Http(std::string("127.0.0.1:") + std::to_string(metrics_port_));  // taken by /metrics
  EXPECT_EQ(runtime.Run(), 1);
  EXPECT_TRUE(stopped);
}

TEST_F(RuntimeTest, CallsOtherServicesInItsOwnName) {
  Runtime runtime("tester", ConfigFor("test"));
  RunWhile(runtime, [&] {
    ASSERT_TRUE(Advance(60));
    auto& client = runtime.ClientTo("127.0.0.1:" + std::to_string(port_));
    EXPECT_EQ(&client, &runtime.ClientTo("127.0.0.1:" + std::to_string(port_)));
    EXPECT_TRUE(client.Call<v1::AdvanceClockResponse>("maillage.platform.v1.ClockService/AdvanceClock",
                                                      v1::AdvanceClockRequest()));
  });
}

TEST_F(RuntimeTest, DestroysFirstWhatWasMadeLast) {
  struct Noted {
    Noted(std::vector<int>& ends, int number) : ends(ends), number(number) {}
    ~Noted() { ends.push_back(number); }
    std::vector<int>& ends;
    int number;
  };
  std::vector<int> ends;
  {
    Runtime runtime("tester", ConfigFor("test"));
    runtime.Own<Noted>(ends, 1);
    runtime.Own<Noted>(ends, 2);
  }
  EXPECT_THAT(ends, ElementsAre(2, 1));
}

TEST_F(RuntimeTest, TellsWhetherWhatItStandsOnAnswers) {
  auto config = ConfigFor("production");
  config.public_key = keys_.Certificate(std::chrono::hours(240));
  Runtime runtime("tester", config);
  runtime.Watch("redis", [] { return true; });
  RunWhile(runtime, [&] {
    EXPECT_FALSE(Advance(60)) << "it serves, and refuses that";
    const auto said = Fetch(metrics_port_, "/metrics");
    EXPECT_THAT(said, HasSubstr("maillage_dependency_up{dependency=\"redis\"} 1\n"));
    EXPECT_THAT(said, HasSubstr("maillage_dependency_up{dependency=\"postgresql\"} 0\n"));
    EXPECT_THAT(said, HasSubstr("maillage_dependency_up{dependency=\"kafka\"} 0\n"));
    const std::string left = "\nmaillage_signing_key_expires_seconds ";
    const auto at = said.find(left);
    ASSERT_NE(at, std::string::npos);
    EXPECT_NEAR(std::stod(said.substr(at + left.size())), 240 * 3600, 600);
  });
}

TEST(Main, RefusesAKeyWhoseTokensNobodyWouldAccept) {
  const auto file = [](const std::string& name, const std::string& content) {
    const auto path = testing::TempDir() + name;
    std::ofstream(path) << content;
    return path;
  };
  const auto own = auth::TestKeys::Make(), other = auth::TestKeys::Make();
  const auto said_of = [&](const std::string& public_pem) {
    setenv("MAILLAGE_TOKEN_PUBLIC_KEY_FILE", file("public.pem", public_pem).c_str(), 1);
    setenv("MAILLAGE_TOKEN_PRIVATE_KEY_FILE", file("private.pem", own.private_pem).c_str(), 1);
    testing::internal::CaptureStderr();
    RunMain("tester", [](config::Reader&) -> std::function<void(Runtime&)> { return {}; });
    unsetenv("MAILLAGE_TOKEN_PUBLIC_KEY_FILE");
    unsetenv("MAILLAGE_TOKEN_PRIVATE_KEY_FILE");
    return testing::internal::GetCapturedStderr();
  };
  EXPECT_THAT(said_of(other.public_pem), HasSubstr("MAILLAGE_TOKEN_PRIVATE_KEY_FILE"));
  EXPECT_THAT(said_of(other.public_pem + own.public_pem), Not(HasSubstr("_KEY_FILE")));
  EXPECT_THAT(said_of("no key"), HasSubstr("MAILLAGE_TOKEN_PUBLIC_KEY_FILE"));
}

TEST(Main, ListsEveryFaultOfTheConfiguration) {
  setenv("MAILLAGE_ENV", "holiday", 1);
  setenv("MAILLAGE_LINK_KEY", "short-and-secret", 1);
  setenv("MAILLAGE_POOL_SIZE", "many", 1);
  setenv("MAILLAGE_TESTER_TYPO", "1", 1);
  testing::internal::CaptureStderr();
  const int code = RunMain("tester", [](config::Reader& reader) -> std::function<void(Runtime&)> {
    reader.Text("OWN_SETTING", "a setting of the service itself");
    return [](Runtime&) { FAIL() << "it must not be built"; };
  });
  const auto said = testing::internal::GetCapturedStderr();
  for (const auto* name : {"ENV", "LINK_KEY", "POOL_SIZE", "TESTER_TYPO"})
    unsetenv((std::string("MAILLAGE_") + name).c_str());

  EXPECT_EQ(code, 78);
  for (const auto* fault :
       {"MAILLAGE_ENV", "MAILLAGE_LINK_KEY", "MAILLAGE_POOL_SIZE", "MAILLAGE_TESTER_TYPO", "MAILLAGE_DATABASE_URL",
        "MAILLAGE_LISTEN", "MAILLAGE_TOKEN_PUBLIC_KEY_FILE", "MAILLAGE_OWN_SETTING"}) {
    EXPECT_THAT(said, HasSubstr(fault));
  }
  EXPECT_THAT(said, Not(HasSubstr("short-and-secret")));
}

}  // namespace
}  // namespace maillage::platform
