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

class Server {
 public:
  explicit Server(std::string listen);
  ~Server();
  /// `pattern` is a regular expression over the whole path. Before Start only.
  void Get(const std::string& pattern, std::function<Response(const Request&)> handler);
  void Post(const std::string& pattern, std::function<Response(const Request&)> handler);
  Status Start();
  int port() const;
  void Stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Text made harmless in HTML, attributes included.
std::string EscapeHtml(std::string_view text);

}  // namespace maillage::http
