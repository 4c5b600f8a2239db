#include "platform/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <httplib.h>

#include <array>
#include <stdexcept>

#include "platform/log/log.h"

namespace maillage::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A server on a free port, and a client of it.
class HttpServer : public testing::Test {
 protected:
  httplib::Result Get(const std::string& target) { return Client().Get(target); }
  httplib::Client Client() { return httplib::Client("127.0.0.1", server.port()); }

  Server server{"127.0.0.1:0"};
};

TEST_F(HttpServer, GivesTheHandlerWhatTheClientSent) {
  Request seen;
  server.Get("/r/([A-Za-z0-9_-]+)", [&](const Request& request) {
    seen = request;
    return Response{200, "text/html; charset=utf-8", "<p>Bonjour</p>", {}};
  });
  ASSERT_TRUE(server.Start());

  const auto answer = Client().Get("/r/abc_-1?vue=mois&vue=an&q=%C3%89va%20x", httplib::Headers{{"X-Trace", "t"}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "<p>Bonjour</p>");
  EXPECT_EQ(answer->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(seen.method, "GET");
  EXPECT_EQ(seen.path, "/r/abc_-1");
  EXPECT_THAT(seen.groups, ElementsAre("abc_-1"));
  EXPECT_EQ(seen.query, (std::map<std::string, std::string>{{"vue", "mois"}, {"q", "Éva x"}}));
  EXPECT_TRUE(seen.form.empty());
  EXPECT_EQ(seen.headers.at("x-trace"), "t");
}

TEST_F(HttpServer, KeepsTheFormApartFromTheAddress) {
  Request seen;
  server.Post("/r", [&](const Request& request) {
    seen = request;
    return Response{};
  });
  ASSERT_TRUE(server.Start());
  ASSERT_TRUE(Client().Post("/r?act=see", "act=decline&note=l%27amie+x", "application/x-www-form-urlencoded"));
  EXPECT_EQ(seen.query, (std::map<std::string, std::string>{{"act", "see"}}));
  EXPECT_EQ(seen.form, (std::map<std::string, std::string>{{"act", "decline"}, {"note", "l'amie x"}}));
}

TEST_F(HttpServer, RefusesABodyOfUnknownLengthAtOnce) {
  server.Post("/r", [](const Request&) { return Response{}; });
  ASSERT_TRUE(server.Start());
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  const std::string request = "POST /r HTTP/1.1\r\nHost: x\r\n\r\n";
  ASSERT_EQ(::send(socket, request.data(), request.size(), 0), static_cast<ssize_t>(request.size()));
  std::string answer;
  std::array<char, 4096> buffer{};
  // Until the server closes: we never do.
  for (ssize_t got = 0; (got = ::recv(socket, buffer.data(), buffer.size(), 0)) > 0;)
    answer.append(buffer.data(), static_cast<std::size_t>(got));
  ::close(socket);
  EXPECT_THAT(answer, HasSubstr("HTTP/1.1 411"));
  EXPECT_THAT(answer, HasSubstr("Cette demande ne peut pas être lue."));
}

TEST_F(HttpServer, MatchesTheWholePath) {
  server.Get("/r", [](const Request&) { return Response{}; });
  ASSERT_TRUE(server.Start());
  EXPECT_EQ(Get("/r")->status, 200);
  for (const char* path : {"/", "/r/", "/rr", "/x/r"}) EXPECT_EQ(Get(path)->status, 404) << path;
  EXPECT_THAT(Get("/x")->body, HasSubstr("Cette page n’existe pas."));
  EXPECT_EQ(Client().Post("/r")->status, 404);
}

TEST_F(HttpServer, AnswersHeadWithoutABody) {
  server.Get("/r", [](const Request& request) { return Response{200, "text/plain", request.method, {}}; });
  ASSERT_TRUE(server.Start());
  const auto answer = Client().Head("/r");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "");
}

TEST_F(HttpServer, LetsNoPageTravel) {
  server.Get("/page", [](const Request&) { return Response{}; });
  server.Get("/feed", [](const Request&) {
    return Response{200, "text/calendar", "", {{"Cache-Control", "max-age=300"}}};
  });
  ASSERT_TRUE(server.Start());
  const auto page = Get("/page");
  EXPECT_EQ(page->get_header_value("Cache-Control"), "no-store");
  EXPECT_EQ(page->get_header_value("Referrer-Policy"), "no-referrer");
  EXPECT_THAT(page->get_header_value("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(Get("/feed")->get_header_value("Cache-Control"), "max-age=300");
  EXPECT_EQ(Get("/feed")->get_header_value_count("Cache-Control"), 1u);
}

TEST_F(HttpServer, HidesWhyAHandlerFailed) {
  server.Get("/r/(.*)", [](const Request&) -> Response { throw std::runtime_error("secret detail"); });
  ASSERT_TRUE(server.Start());
  const auto answer = Get("/r/token");
  EXPECT_EQ(answer->status, 500);
  EXPECT_THAT(answer->body, HasSubstr("incident"));
  EXPECT_THAT(answer->body, Not(HasSubstr("secret detail")));
}

TEST_F(HttpServer, LogsTheRouteAndNotTheLink) {
  server.Get("/r/(.*)", [](const Request&) { return Response{}; });
  ASSERT_TRUE(server.Start());
  log::Start("network", "info");
  testing::internal::CaptureStderr();
  Get("/r/personal-link");
  server.Stop();
  const auto text = testing::internal::GetCapturedStderr();
  EXPECT_THAT(text, HasSubstr("/r/(.*)"));
  EXPECT_THAT(text, Not(HasSubstr("personal-link")));
}

TEST_F(HttpServer, SurvivesWhatNoBrowserSends) {
  server.Get("/r/([A-Za-z0-9_-]+)", [](const Request&) { return Response{}; });
  server.Post("/r", [](const Request&) { return Response{}; });
  ASSERT_TRUE(server.Start());
  // The library's regular expressions recurse for each character.
  EXPECT_EQ(Get("/r/" + std::string(8000, 'a'))->status, 200);
  EXPECT_EQ(Get("/r/" + std::string(20000, 'a'))->status, 414);
  const auto large = Client().Post("/r", std::string(100 * 1024, 'x'), "text/plain");
  EXPECT_TRUE(!large || large->status == 413);
  EXPECT_EQ(Get("/r/still-there")->status, 200);
}

TEST_F(HttpServer, DoesNotShareItsPort) {
  ASSERT_TRUE(server.Start());
  Server second("127.0.0.1:" + std::to_string(server.port()));
  EXPECT_FALSE(second.Start());
  for (const char* listen : {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:http", "127.0.0.1:70000"}) {
    EXPECT_FALSE(Server(listen).Start()) << listen;
  }
}

TEST_F(HttpServer, Stops) {
  server.Get("/r", [](const Request&) { return Response{}; });
  ASSERT_TRUE(server.Start());
  ASSERT_TRUE(Get("/r"));
  server.Stop();
  server.Stop();
  EXPECT_FALSE(Get("/r"));
}

TEST(EscapeHtml, MakesAnythingText) {
  EXPECT_EQ(EscapeHtml("<script>alert('x' & \"y\")</script>"),
            "&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;");
  EXPECT_EQ(EscapeHtml("Chargé·e"), "Chargé·e");
  EXPECT_EQ(EscapeHtml("&amp;"), "&amp;amp;");
}

}  // namespace
}  // namespace maillage::http
