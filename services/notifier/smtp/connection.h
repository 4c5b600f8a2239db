#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "notifier/smtp/outcome.h"

namespace maillage::notifier::smtp {

enum class Tls { kNever, kWhenOffered, kRequired };

struct Config {
  std::string url = "smtp://127.0.0.1:7125";  ///< smtp:// or smtps://.
  std::string envelope_sender;                ///< MAIL FROM: where bounces go.
  std::string user;                           ///< Empty: no authentication.
  std::string password;
  Tls tls = Tls::kWhenOffered;
  int connections = 8;
  std::chrono::milliseconds connect_timeout{5000};   ///< To the end of the greeting and EHLO.
  std::chrono::milliseconds message_timeout{30000};  ///< For one message, all in all.
};

/// One mail to one recipient. `content` is RFC 5322 with CR LF; dots are doubled on the way.
struct Message {
  std::string recipient;
  std::string content;
};

/// One kept-open connection, over libcurl. For one thread at a time.
class Connection {
 public:
  /// Throws std::runtime_error when libcurl has no handle to give.
  explicit Connection(const Config& config);
  ~Connection();

  /// Never takes longer than the message's timeout or the deadline. A kept connection that the server had closed
  /// meanwhile is opened again.
  Outcome Deliver(const Message& message, std::chrono::steady_clock::time_point deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace maillage::notifier::smtp
