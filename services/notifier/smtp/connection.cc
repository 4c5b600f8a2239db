#include "notifier/smtp/connection.h"

#include <curl/curl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <stdexcept>

#include "platform/fault/fault.h"

namespace maillage::notifier::smtp {
namespace {

using fault::Point;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kTooBig = 552;

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};

/// How far the talk about one message has come, as seen in libcurl's trace.
struct Talk {
  const std::string* content = nullptr;
  std::size_t handed = 0;  // bytes of the content that libcurl has taken
  std::string command;     // the last one sent: MAIL, RCPT, DATA, …; empty while connecting
  std::string reply;       // to it, or to the final dot; empty: none yet
  int code = 0;
  bool over = false;  // libcurl says goodbye after a refusal: the refusal is what counts

  /// From here on the server may have the whole message.
  bool Sent() const { return handed == content->size(); }
};

std::size_t OnRead(char* buffer, std::size_t size, std::size_t count, void* user) {
  auto& talk = *static_cast<Talk*>(user);
  if (talk.handed == 0 && fault::Fails(Point::kSmtpData, "")) return CURL_READFUNC_ABORT;
  const auto part = std::min(size * count, talk.content->size() - talk.handed);
  std::memcpy(buffer, talk.content->data() + talk.handed, part);
  talk.handed += part;
  if (talk.Sent()) {
    talk.reply.clear();
    talk.code = 0;
  }
  return part;
}

/// Before each connection is opened.
int OnSocket(void*, curl_socket_t, curlsocktype) {
  return fault::Fails(Point::kSmtpConnect, "") ? CURL_SOCKOPT_ERROR : CURL_SOCKOPT_OK;
}

void OnReplyLine(Talk& talk, std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  if (line.size() < 3) return;
  talk.code = std::atoi(std::string(line.substr(0, 3)).c_str());
  if (talk.reply.size() < 500) talk.reply += (talk.reply.empty() ? "" : " / ") + std::string(line);
}

int OnTrace(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
  auto& talk = *static_cast<Talk*>(user);
  const std::string_view text(data, size);
  if (type == CURLINFO_HEADER_OUT && text.starts_with("QUIT")) talk.over = true;
  if (talk.over) return 0;
  if (type == CURLINFO_HEADER_IN) OnReplyLine(talk, text);
  if (type == CURLINFO_HEADER_OUT) {
    talk.command = std::string(text.substr(0, text.find_first_of(" \r\n")));
    talk.reply.clear();
    talk.code = 0;
  }
  return 0;
}

/// Whether a 5xx is about this message, and not about everything that we send: then waiting may help (an operator, a
/// password).
bool IsAboutMessage(const Talk& talk) {
  if (talk.command == "MAIL") return talk.code == kTooBig;
  return talk.command == "RCPT" || talk.command == "DATA";
}

Outcome Judge(const Talk& talk, CURLcode result) {
  using Kind = Outcome::Kind;
  const auto answer = talk.reply.empty() ? std::string(curl_easy_strerror(result)) : talk.reply;
  if (result == CURLE_OK || (talk.Sent() && talk.code / 100 == 2)) return {Kind::kAccepted, talk.code, answer};
  if (talk.code / 100 == 5 && IsAboutMessage(talk)) return {Kind::kRefused, talk.code, answer};
  if (talk.code >= 400 || !talk.Sent()) return {Kind::kTryLater, talk.code, answer};
  return {Kind::kUnknown, talk.code, answer};
}

/// Nothing that could end an SMTP command; composition has checked more.
bool IsHarmless(const std::string& address) {
  return !address.empty() && std::all_of(address.begin(), address.end(),
                                         [](char c) { return c > ' ' && c < 0x7F && c != '<' && c != '>'; });
}

long UseSsl(Tls tls) {
  return tls == Tls::kNever ? CURLUSESSL_NONE : tls == Tls::kRequired ? CURLUSESSL_ALL : CURLUSESSL_TRY;
}

}  // namespace

const char* NameOf(Outcome::Kind kind) {
  switch (kind) {
    case Outcome::Kind::kAccepted:
      return "accepted";
    case Outcome::Kind::kRefused:
      return "refused";
    case Outcome::Kind::kTryLater:
      return "try_later";
    case Outcome::Kind::kUnknown:
      return "unknown";
  }
  return "unknown";
}

struct Connection::State {
  Config config;
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{nullptr, &curl_easy_cleanup};

  Outcome Try(const Message& message, milliseconds timeout, bool& kept) {
    Talk talk;
    talk.content = &message.content;
    const std::unique_ptr<curl_slist, FreeList> recipients(
        curl_slist_append(nullptr, ("<" + message.recipient + ">").c_str()));
    CURL* handle = curl.get();
    curl_easy_setopt(handle, CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(handle, CURLOPT_READDATA, &talk);
    curl_easy_setopt(handle, CURLOPT_DEBUGDATA, &talk);
    curl_easy_setopt(handle, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.content.size()));
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout.count()));
    auto result = CURLE_COULDNT_CONNECT;
    if (!fault::Fails(Point::kSmtpMessage, message.recipient)) result = curl_easy_perform(handle);
    if (fault::LosesAnswer(Point::kSmtpMessage, message.recipient)) {
      result = CURLE_OPERATION_TIMEDOUT;
      talk.reply.clear();
      talk.code = 0;
    }
    long opened = 0;
    curl_easy_getinfo(handle, CURLINFO_NUM_CONNECTS, &opened);
    kept = opened == 0;
    // After a silence libcurl would keep the connection, and a late answer would be taken for that to the next message.
    if (result != CURLE_OK) Shut(SHUT_RDWR);
    return Judge(talk, result);
  }

  /// Ends the open connection below libcurl, which then does not wait for the server when it closes it (up to two
  /// minutes otherwise).
  void Shut(int how) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(curl.get(), CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD)
      shutdown(socket, how);
  }
};

Connection::Connection(const Config& config) : state_(std::make_unique<State>()) {
  static std::once_flag started;
  std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  state_->config = config;
  state_->curl.reset(curl_easy_init());
  if (!state_->curl) throw std::runtime_error("libcurl has no handle to give");
  CURL* handle = state_->curl.get();
  curl_easy_setopt(handle, CURLOPT_URL, config.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");  // not even one named in the environment
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_USE_SSL, UseSsl(config.tls));
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(config.connect_timeout.count()));
  curl_easy_setopt(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT,
                   std::max(1L, static_cast<long>(config.message_timeout.count() / 1000)));
  curl_easy_setopt(handle, CURLOPT_MAIL_FROM, ("<" + config.envelope_sender + ">").c_str());
  curl_easy_setopt(handle, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(handle, CURLOPT_READFUNCTION, &OnRead);
  curl_easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, &OnSocket);
  curl_easy_setopt(handle, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, &OnTrace);
  if (!config.user.empty()) {
    curl_easy_setopt(handle, CURLOPT_USERNAME, config.user.c_str());
    curl_easy_setopt(handle, CURLOPT_PASSWORD, config.password.c_str());
  }
}

Connection::~Connection() {
  curl_easy_setopt(state_->curl.get(), CURLOPT_VERBOSE, 0L);  // what the trace wrote to is gone
  state_->Shut(SHUT_RD);                                      // QUIT still goes out; its answer is not waited for
}

Outcome Connection::Deliver(const Message& message, steady_clock::time_point deadline) {
  if (!IsHarmless(message.recipient)) return {Outcome::Kind::kRefused, 0, "the address cannot be written to"};
  if (message.content.empty()) return {Outcome::Kind::kRefused, 0, "the message is empty"};
  const auto left = [&] {
    return std::min(state_->config.message_timeout,
                    std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now()));
  };
  if (left() <= milliseconds{0}) return {Outcome::Kind::kTryLater, 0, "the deadline was over before it was tried"};
  bool kept = false;
  auto outcome = state_->Try(message, left(), kept);
  const bool was_closed =
      kept && outcome.kind == Outcome::Kind::kTryLater && (outcome.code == 0 || outcome.code == 421);
  if (was_closed && left() > milliseconds{0}) outcome = state_->Try(message, left(), kept);
  return outcome;
}

}  // namespace maillage::notifier::smtp
