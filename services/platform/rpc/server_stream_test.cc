// Streams, reflection, and the client's patience, over a real connection.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <future>

#include "grpc/reflection/v1alpha/reflection.pb.h"
#include "platform/core/reasons.h"
#include "platform/rpc/testing/echo_server.h"

namespace maillage::rpc::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::Contains;
namespace v1alpha = grpc::reflection::v1alpha;

class Streams : public ::testing::Test {
 protected:
  void Serve(std::function<Status(const Call&, StreamSink&)> handler) {
    server_.router().Stream<WatchEchoesRequest, Echo>(
        kService + "WatchEchoes",
        [handler](const Call& call, const WatchEchoesRequest&, StreamSink& sink) { return handler(call, sink); });
    server_.Start();
  }

  Status Watch(const std::function<bool(const Echo&)>& each, const std::string& person = "cafs/95/people/pilot") {
    WatchEchoesRequest request;
    request.set_person(person);
    return server_.ClientOf(Pilot()).Stream(
        kService + "WatchEchoes", request, [] { return new Echo; },
        [&](const google::protobuf::Message& message) { return each(static_cast<const Echo&>(message)); });
  }

  EchoServer server_;
};

bool Say(StreamSink& sink, const std::string& text) {
  Echo echo;
  echo.set_text(text);
  return sink.Write(echo);
}

TEST_F(Streams, BringEverythingInOrder) {
  Serve([](const Call&, StreamSink& sink) -> Status {
    for (int i = 0; i < 100; ++i) {
      if (!Say(sink, std::to_string(i))) break;
    }
    return {};
  });
  std::vector<std::string> heard;
  const auto status = Watch([&](const Echo& echo) {
    heard.push_back(echo.text());
    return true;
  });
  EXPECT_TRUE(status) << status.error().message;
  ASSERT_EQ(heard.size(), 100);
  EXPECT_EQ(heard[0], "0");
  EXPECT_EQ(heard[99], "99");
}

TEST_F(Streams, EndWithTheHandlersError) {
  Serve([](const Call&, StreamSink& sink) -> Status {
    Say(sink, "one");
    return Fail(reason::kInvalidFilter, "no more");
  });
  const auto status = Watch([](const Echo&) { return true; });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().reason, "INVALID_FILTER");
}

TEST_F(Streams, TellTheHandlerThatTheClientHasGone) {
  std::promise<bool> over;
  Serve([&](const Call&, StreamSink& sink) -> Status {
    Say(sink, "one");
    while (sink.Open(std::chrono::minutes(1))) {
    }
    over.set_value(Say(sink, "two"));
    return {};
  });
  EXPECT_TRUE(Watch([](const Echo&) { return false; }));
  EXPECT_FALSE(over.get_future().get());
}

TEST_F(Streams, EndWhenTheServerStops) {
  Serve([](const Call&, StreamSink& sink) -> Status {
    Say(sink, "one");
    while (sink.Open(std::chrono::minutes(1))) {
    }
    return {};
  });
  std::future<void> stop;
  const auto status = Watch([&](const Echo&) {
    stop = std::async(std::launch::async, [&] { server_.server().Stop(milliseconds(5000)); });
    return true;
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().reason, "STOPPING");
  stop.get();
}

TEST_F(Streams, AreForThePersonConcerned) {
  Serve([](const Call&, StreamSink&) -> Status { return {}; });
  const auto status = Watch([](const Echo&) { return true; }, "cafs/78/people/p-1");
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().reason, "NOT_FOUND");
}

TEST_F(Streams, DoNotCountAsActivity) {
  Serve([&](const Call&, StreamSink& sink) -> Status {
    Say(sink, server_.server().Quiet() ? "quiet" : "busy");
    return {};
  });
  std::string heard;
  EXPECT_TRUE(Watch([&](const Echo& echo) {
    heard = echo.text();
    return true;
  }));
  EXPECT_EQ(heard, "quiet");
}

v1alpha::ServerReflectionResponse Ask(const EchoServer& server, const v1alpha::ServerReflectionRequest& request) {
  v1alpha::ServerReflectionResponse answer;
  const auto status = server.ClientWith("").Stream(
      "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", request,
      [] { return new v1alpha::ServerReflectionResponse; },
      [&](const google::protobuf::Message& message) {
        answer.CopyFrom(message);
        return true;
      });
  EXPECT_TRUE(status);
  return answer;
}

TEST(Reflection, ListsTheServices) {
  EchoServer server;
  server.OnGet([](const Call&, const GetEchoRequest&) -> Result<Echo> { return Echo(); });
  server.Start();
  v1alpha::ServerReflectionRequest request;
  request.set_list_services("");
  std::vector<std::string> services;
  const auto answer = Ask(server, request);
  for (const auto& service : answer.list_services_response().service()) services.push_back(service.name());
  EXPECT_THAT(services, Contains("maillage.platform.testing.EchoService"));
  EXPECT_THAT(services, Contains("grpc.health.v1.Health"));
  EXPECT_EQ(services.size(), 3);
}

TEST(Reflection, DescribesAServiceWithAllThatItImports) {
  EchoServer server;
  server.Start();
  v1alpha::ServerReflectionRequest request;
  request.set_file_containing_symbol("maillage.platform.testing.EchoService");
  std::vector<std::string> files;
  const auto answer = Ask(server, request);
  for (const auto& bytes : answer.file_descriptor_response().file_descriptor_proto()) {
    google::protobuf::FileDescriptorProto file;
    ASSERT_TRUE(file.ParseFromString(bytes));
    files.push_back(file.name());
  }
  EXPECT_THAT(files, ::testing::UnorderedElementsAre("rpc/testing/echo.proto", "maillage/platform/v1/access.proto",
                                                     "google/protobuf/descriptor.proto"));
}

TEST(Reflection, SaysWhatItDoesNotKnow) {
  EchoServer server;
  server.Start();
  v1alpha::ServerReflectionRequest request;
  request.set_file_containing_symbol("no.such.Service");
  EXPECT_EQ(Ask(server, request).error_response().error_code(), 5);
}

TEST(ClientPatience, SaysThatAServiceCannotBeReached) {
  std::string target;
  {
    EchoServer gone;
    gone.Start();
    target = gone.target();
  }
  const Client client(target, nullptr);
  auto refused = client.Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "SERVICE_UNAVAILABLE");
}

/// A port of loopback that takes connections and never says a word.
class SilentPort {
 public:
  SilentPort() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    address_.sin_family = AF_INET;
    address_.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address_;
    auto* address = reinterpret_cast<sockaddr*>(&address_);
    const bool listens = bind(socket_, address, size) == 0 && listen(socket_, 8) == 0;
    EXPECT_TRUE(listens && getsockname(socket_, address, &size) == 0);
  }
  ~SilentPort() { close(socket_); }
  std::string target() const { return "127.0.0.1:" + std::to_string(ntohs(address_.sin_port)); }

 private:
  const int socket_;
  sockaddr_in address_{};
};

TEST(ClientPatience, GivesAServiceTimeToGreet) {
  const SilentPort slow;
  const Client client(slow.target(), nullptr);
  CallOptions options;
  options.timeout = milliseconds(500);
  auto refused = client.Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "DEADLINE_EXCEEDED");  // not SERVICE_UNAVAILABLE: it still hoped
}

TEST(ClientPatience, TriesAgainUntilTheServiceIsThere) {
  std::string target;
  {
    EchoServer gone;
    gone.Start();
    target = gone.target();
  }
  ServerConfig config;
  config.listen = target;
  EchoServer server(config);
  server.OnGet([](const Call&, const GetEchoRequest&) -> Result<Echo> { return Echo(); });
  const Client client(target, [&] { return server.TokenOf(Pilot()); });
  auto refused = client.Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"));
  ASSERT_FALSE(refused);

  auto patient = std::async(std::launch::async, [&] {
    CallOptions options;
    options.timeout = std::chrono::seconds(20);
    options.retry = true;
    return client.Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"), options);
  });
  server.Start();

  EXPECT_TRUE(patient.get());
}

TEST(ClientPatience, TriesNoAnswerButUnavailableAgain) {
  EchoServer server;
  std::atomic<int> calls{0};
  server.OnGet([&](const Call&, const GetEchoRequest&) -> Result<Echo> {
    ++calls;
    return Fail(reason::kOverloaded, "not now");
  });
  server.Start();
  CallOptions options;
  options.retry = true;
  auto refused = server.ClientOf(Pilot()).Call<Echo>(kService + "GetEcho", Named("cafs/95/echoes/e-1"), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().reason, "OVERLOADED");
  EXPECT_EQ(calls, 1);
}

}  // namespace
}  // namespace maillage::rpc::testing
