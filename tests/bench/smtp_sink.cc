#include "bench/smtp_sink.h"

#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace maillage::bench {
namespace {

std::size_t last_message = 0;  // bytes

/// One client. Takes what has come and answers what is complete.
class Talk {
 public:
  explicit Talk(int socket) : socket_(socket) { Say("220 sink\r\n"); }
  ~Talk() { close(socket_); }
  Talk(const Talk&) = delete;
  Talk& operator=(const Talk&) = delete;

  /// False when it is over.
  bool Hear() {
    char buffer[65536];
    const auto size = read(socket_, buffer, sizeof buffer);
    if (size <= 0) return false;
    heard_.append(buffer, static_cast<std::size_t>(size));
    while (in_message_ ? EndMessage() : Command()) {
    }
    return !over_;
  }

 private:
  bool Command() {
    const auto end = heard_.find("\r\n");
    if (end == std::string::npos || over_) return false;
    const auto verb = heard_.substr(0, 4);
    heard_.erase(0, end + 2);
    if (verb == "DATA") {
      in_message_ = true;
      searched_ = 0;
      Say("354 go on\r\n");
    } else if (verb == "EHLO") {
      Say("250-sink\r\n250-PIPELINING\r\n250 SIZE\r\n");  // as any mail server
    } else if (verb == "QUIT") {
      over_ = true;
      Say("221 bye\r\n");
    } else {
      Say("250 ok\r\n");
    }
    return true;
  }

  bool EndMessage() {
    const auto end = heard_.find("\r\n.\r\n", searched_);
    if (end == std::string::npos) {
      searched_ = heard_.size() < 4 ? 0 : heard_.size() - 4;
      return false;
    }
    last_message = end + 2;
    heard_.erase(0, end + 5);
    in_message_ = false;
    Say("250 ok\r\n");
    return true;
  }

  void Say(std::string_view text) {
    if (send(socket_, text.data(), text.size(), MSG_NOSIGNAL) < 0) over_ = true;
  }

  const int socket_;
  std::string heard_;
  std::size_t searched_ = 0;
  bool in_message_ = false;
  bool over_ = false;
};

int Listen(int& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 64) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    throw std::runtime_error("the sink cannot listen");
  port = ntohs(address.sin_port);
  return listener;
}

}  // namespace

int ServeSmtpSink() {
  int port = 0;
  const int listener = Listen(port);
  fmt::print("{}\n", port);
  std::fflush(stdout);
  std::map<int, std::unique_ptr<Talk>> talks;
  for (;;) {
    std::vector<pollfd> sockets{{STDIN_FILENO, POLLIN, 0}, {listener, POLLIN, 0}};
    for (const auto& [socket, talk] : talks) sockets.push_back({socket, POLLIN, 0});
    poll(sockets.data(), sockets.size(), -1);
    if (sockets[0].revents != 0) {
      char asked[256];
      if (read(STDIN_FILENO, asked, sizeof asked) <= 0) return 0;
      fmt::print("{}\n", last_message);
      std::fflush(stdout);
    }
    if (sockets[1].revents != 0) {
      const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      const int now = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &now, sizeof now);
      talks[socket] = std::make_unique<Talk>(socket);
    }
    for (std::size_t i = 2; i < sockets.size(); ++i) {
      if (sockets[i].revents != 0 && !talks.at(sockets[i].fd)->Hear()) talks.erase(sockets[i].fd);
    }
  }
}

}  // namespace maillage::bench
