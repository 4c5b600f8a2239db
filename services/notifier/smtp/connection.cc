#include "notifier/smtp/connection.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>

#include "platform/fault/fault.h"

namespace maillage::notifier::smtp {
namespace {

using fault::Point;
using std::chrono::milliseconds;

/// Before the connection is opened.
int OnSocket(void*, curl_socket_t, curlsocktype) {
  return fault::Fails(Point::kSmtpConnect, "") ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

}  // namespace

struct Connection::State {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{nullptr, &curl_easy_cleanup};
  milliseconds timeout{};
  curl_socket_t socket = CURL_SOCKET_BAD;
  std::array<char, 4096> received;
  std::array<char, CURL_ERROR_SIZE> error{};  // libcurl's, in words

  // As seen in libcurl's trace while it connects.
  std::string command;
  Reply reply;  // to it
  Extensions extensions;

  static int OnTrace(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
    auto& state = *static_cast<State*>(user);
    const std::string_view text(data, size);
    if (type == CURLINFO_HEADER_OUT) state.Said(text);
    if (type == CURLINFO_HEADER_IN) state.Heard(text);
    return 0;
  }

  void Said(std::string_view line) {
    if (line.starts_with("QUIT")) return;  // libcurl says goodbye after a refusal: the refusal is what counts
    command = line.substr(0, line.find_first_of(" \r\n"));
    reply = {};
    if (command == "EHLO") extensions = {};
  }

  void Heard(std::string_view line) {
    reply.Add(line);
    if (command != "EHLO" || line.size() < 4) return;
    const auto keyword = line.substr(4, line.find_first_of(" \r\n", 4) - 4);
    if (keyword == "PIPELINING") extensions.pipelining = true;
    if (keyword == "SIZE") extensions.size = true;
  }
};

Connection::Connection(const Config& config) : state_(std::make_unique<State>()) {
  static std::once_flag started;
  std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  state_->timeout = config.connect_timeout;
  state_->curl.reset(curl_easy_init());
  if (!state_->curl) throw std::runtime_error("libcurl has no handle to give");
  CURL* handle = state_->curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, config.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // not even one named in the environment
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  const long tls = config.user.empty() ? CURLUSESSL_TRY : CURLUSESSL_ALL;
  curl_easy_setopt(handle, CURLOPT_USE_SSL, tls);
  curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, &OnSocket);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, &State::OnTrace);
  curl_easy_setopt(handle, CURLOPT_DEBUGDATA, state_.get());
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, state_->error.data());
  if (!config.ca_file.empty()) curl_easy_setopt(handle, CURLOPT_CAINFO, config.ca_file.c_str());
  if (!config.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, config.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, config.password.c_str());
  }
}

Connection::~Connection() {
  curl_easy_setopt(state_->curl.get(), CURLOPT_VERBOSE, 0L);
  // Below libcurl, which would wait up to two minutes for the answer to QUIT: that still goes out.
  if (state_->socket != CURL_SOCKET_BAD) shutdown(state_->socket, SHUT_RD);
}

std::optional<Outcome> Connection::Open(milliseconds timeout) {
  CURL* handle = state_->curl.get();
  const auto left = std::max(std::min(timeout, state_->timeout), milliseconds{1});  // 0 would be for ever
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(left.count()));
  const auto result = curl_easy_perform(handle);
  curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &state_->socket);
  if (result == CURLE_OK && state_->socket != CURL_SOCKET_BAD) return std::nullopt;
  if (state_->reply.code >= 400) return Outcome{Outcome::Kind::kTryLater, state_->reply.code, state_->reply.text};
  const char* why = state_->error.data();
  return Outcome{Outcome::Kind::kTryLater, 0, *why != '\0' ? why : curl_easy_strerror(result)};
}

const Extensions& Connection::extensions() const { return state_->extensions; }

int Connection::socket() const { return state_->socket; }

std::optional<std::size_t> Connection::Send(std::string_view bytes) {
  std::size_t taken = 0;
  const auto result = curl_easy_send(state_->curl.get(), bytes.data(), bytes.size(), &taken);
  if (result != CURLE_OK && result != CURLE_AGAIN) return std::nullopt;
  return taken;
}

std::optional<std::string_view> Connection::Receive() {
  std::size_t size = 0;
  const auto result = curl_easy_recv(state_->curl.get(), state_->received.data(), state_->received.size(), &size);
  if (result == CURLE_AGAIN) return std::string_view();
  if (result != CURLE_OK || size == 0) return std::nullopt;  // it has ended
  return std::string_view(state_->received.data(), size);
}

void Connection::Abort() { shutdown(state_->socket, SHUT_RDWR); }

}  // namespace maillage::notifier::smtp
