#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "notifier/smtp/outcome.h"
#include "notifier/smtp/transaction.h"

namespace maillage::notifier::smtp {

struct Config {
  std::string url = "smtp://127.0.0.1:7125";  ///< smtp:// or smtps://.
  std::string envelope_sender;                ///< MAIL FROM: where bounces go.
  /// Empty: no login, and TLS when the server offers it. Else TLS is required: a password never travels in the clear.
  std::string user;
  std::string password;
  std::string ca_file;  ///< PEM: who vouches for the server's certificate; empty: whom the system trusts.
  int connections = 8;
  std::chrono::milliseconds connect_timeout{5000};   ///< To the end of the greeting, EHLO, TLS and login.
  std::chrono::milliseconds message_timeout{30000};  ///< For one message, all in all.
};

/// A connection to the mail server, over libcurl: it finds the server, connects, greets, secures and logs in. Mail
/// transactions are ours: libcurl's wait for the answer to the final dot, even through its multi interface, with the
/// thread that would serve the other connections. For one thread at a time.
class Connection {
 public:
  /// Throws std::runtime_error when libcurl has no handle to give.
  explicit Connection(const Config& config);
  /// Says QUIT and waits for nothing.
  ~Connection();

  /// Blocks until the server waits for a mail transaction; never longer than `timeout` or the connection's. nullopt: it
  /// does; else kTryLater and why.
  std::optional<Outcome> Open(std::chrono::milliseconds timeout);
  const Extensions& extensions() const;

  /// To be polled.
  int socket() const;
  /// Neither waits. What was taken of the bytes, or has come; nothing when that would take waiting (poll the socket),
  /// nullopt when the connection is lost.
  std::optional<std::size_t> Send(std::string_view bytes);
  std::optional<std::string_view> Receive();

  /// Nothing more is said or heard here: a late answer must not be taken for that to the next message.
  void Abort();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace maillage::notifier::smtp
