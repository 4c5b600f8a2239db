#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "platform/core/result.h"

/// A small HTTP server for pages that people reach by a link. Free of the library's headers on purpose.
namespace maillage::http {

struct Request {
  std::string method;
  std::string path;
  /// Parts of the path matched by the route's groups, from 0.
  std::vector<std::string> groups;
  /// Of a name that is repeated, the first value; so in `form`.
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> form;
  std::map<std::string, std::string> headers;  // names in lower case
};
struct Response {
  int status = 200;
  std::string content_type = "text/html; charset=utf-8";
  std::string body;
  std::map<std::string, std::string> headers;
};

/// Handlers run on up to eight threads at once. An exception in one becomes a page that says so, with status 500. Every
/// answer forbids caches, referrers, frames and scripts unless the handler sets those headers. HEAD is answered by
/// Get's handlers; bodies beyond 64 KiB are refused, and those of unknown
/// length. The log names the route, never the path.
class Server {
 public:
  /// host:port; port 0 picks one.
  explicit Server(std::string listen);
  ~Server();
  /// `pattern` is a regular expression over the whole path. Before Start only.
  void Get(const std::string& pattern, std::function<Response(const Request&)> handler);
  void Post(const std::string& pattern, std::function<Response(const Request&)> handler);
  /// Error: when the address is malformed or taken.
  Status Start();
  int port() const;
  /// After the requests under way. Idempotent; there is no second Start.
  void Stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Text made harmless in HTML, attributes included.
std::string EscapeHtml(std::string_view text);

}  // namespace maillage::http
