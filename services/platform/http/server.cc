#include "platform/http/server.h"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "platform/core/reasons.h"
#include "platform/log/log.h"

namespace maillage::http {
namespace {

constexpr std::size_t kLargestBody = 64 * 1024;
constexpr int kThreads = 8;

std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::map<std::string, std::string> ParseFields(const std::string& text) {
  httplib::Params params;
  httplib::detail::parse_query_text(text, params);
  return {params.begin(), params.end()};  // of a repeated name, the first
}

Request ToRequest(const httplib::Request& from) {
  Request request;
  request.method = from.method;
  request.path = from.path;
  for (std::size_t i = 1; i < from.matches.size(); ++i) request.groups.push_back(from.matches[i]);
  // httplib throws the fields of the address and those of the form together.
  if (const auto mark = from.target.find('?'); mark != std::string::npos)
    request.query = ParseFields(from.target.substr(mark + 1));
  for (const auto& [name, value] : from.headers) request.headers.emplace(Lower(name), value);
  if (request.headers["content-type"].starts_with("application/x-www-form-urlencoded"))
    request.form = ParseFields(from.body);
  return request;
}

/// What every page says unless its handler says otherwise: the addresses are personal and must not travel.
void AddUsualHeaders(Response& response) {
  response.headers.emplace("Cache-Control", "no-store");
  response.headers.emplace("Referrer-Policy", "no-referrer");
  response.headers.emplace("X-Content-Type-Options", "nosniff");
  response.headers.emplace("Content-Security-Policy",
                           "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; "
                           "base-uri 'none'; frame-ancestors 'none'");
}

void Send(Response response, httplib::Response& to) {
  AddUsualHeaders(response);
  to.status = response.status;
  for (const auto& [name, value] : response.headers) to.set_header(name, value);
  to.set_content(response.body, response.content_type);
}

Response PlainPage(int status, const std::string& sentence) {
  return {
      status,
      "text/html; charset=utf-8",
      "<!doctype html><html lang=\"fr\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<title>" +
          sentence + "</title><p>" + sentence + "</p></html>",
      {}};
}

Response ErrorPage(int status) {
  if (status == 404) return PlainPage(status, "Cette page n’existe pas.");
  if (status >= 500) return PlainPage(status, "Un incident nous empêche de répondre. Réessayez dans quelques minutes.");
  return PlainPage(status, "Cette demande ne peut pas être lue.");
}

struct Address {
  std::string host;
  int port;
};

Result<Address> ParseAddress(const std::string& listen) {
  const auto colon = listen.rfind(':');
  const std::string digits = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const bool number =
      !digits.empty() && digits.size() <= 5 && digits.find_first_not_of("0123456789") == std::string::npos;
  if (!number || std::stoi(digits) > 65535) return Fail(reason::kInternal, "{:?} is not host:port", listen);
  std::string host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return Address{host, std::stoi(digits)};
}

}  // namespace

struct Server::State {
  explicit State(std::string where) : listen(std::move(where)) {
    server.new_task_queue = [] { return new httplib::ThreadPool(kThreads); };
    server.set_payload_max_length(kLargestBody);
    server.set_keep_alive_timeout(1);  // Stop waits for idle connections
    // Without SO_REUSEPORT, which httplib sets: two servers would silently share a port.
    server.set_socket_options([](socket_t socket) {
      const int yes = 1;
      setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    });
    // httplib would wait for the end of a body that nobody told the length of.
    server.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
      const bool has_body = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
      const bool told = request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
      if (!has_body || told) return httplib::Server::HandlerResponse::Unhandled;
      Send(ErrorPage(411), response);
      response.set_header("Connection", "close");
      return httplib::Server::HandlerResponse::Handled;
    });
    server.set_error_handler([](const httplib::Request&, httplib::Response& response) {
      if (response.body.empty()) Send(ErrorPage(response.status), response);
    });
  }

  httplib::Server::Handler Wrap(const std::string& pattern, std::function<Response(const Request&)> handler) {
    return [pattern, handler = std::move(handler)](const httplib::Request& from, httplib::Response& to) {
      const auto start = std::chrono::steady_clock::now();
      try {
        Send(handler(ToRequest(from)), to);
      } catch (const std::exception& e) {
        log::Error("an http handler failed", {{"route", pattern}, {"error", e.what()}});
        Send(ErrorPage(500), to);
      }
      const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
      // The route and not the path: the path holds what lets a person act.
      log::Info("http", {{"method", from.method},
                         {"route", pattern},
                         {"status", std::to_string(to.status)},
                         {"ms", fmt::format("{:.1f}", took.count())}});
    };
  }

  const std::string listen;
  httplib::Server server;
  int port = 0;
  std::atomic<bool> ended = false;
  std::thread thread;
};

Server::Server(std::string listen) : state_(std::make_unique<State>(std::move(listen))) {}

Server::~Server() { Stop(); }

void Server::Get(const std::string& pattern, std::function<Response(const Request&)> handler) {
  state_->server.Get(pattern, state_->Wrap(pattern, std::move(handler)));
}

void Server::Post(const std::string& pattern, std::function<Response(const Request&)> handler) {
  state_->server.Post(pattern, state_->Wrap(pattern, std::move(handler)));
}

Status Server::Start() {
  const auto address = ParseAddress(state_->listen);
  if (!address) return Propagate(address);
  auto& server = state_->server;
  if (address->port == 0) {
    state_->port = server.bind_to_any_port(address->host);
  } else {
    state_->port = server.bind_to_port(address->host, address->port) ? address->port : -1;
  }
  if (state_->port <= 0) return Fail(reason::kInternal, "cannot listen on {}", state_->listen);
  state_->thread = std::thread([state = state_.get()] {
    state->server.listen_after_bind();
    state->ended = true;
  });
  // Before that, a Stop would have no effect.
  while (!server.is_running() && !state_->ended) std::this_thread::yield();
  return {};
}

int Server::port() const { return state_->port; }

void Server::Stop() {
  if (!state_->thread.joinable()) return;
  state_->server.stop();
  state_->thread.join();
}

}  // namespace maillage::http
