#pragma once

#include <string>
#include <string_view>

#include "notifier/smtp/outcome.h"
#include "notifier/smtp/reply.h"

namespace maillage::notifier::smtp {

/// One mail to one recipient. `content` is RFC 5322 with CR LF; dots are doubled on the way.
struct Message {
  std::string recipient;
  std::string content;
};

/// What the server's answer to EHLO offers (RFC 5321 §4.1.1.1).
struct Extensions {
  bool pipelining = false;  ///< RFC 2920: commands may be sent before those before them are answered.
  bool size = false;        ///< RFC 1870: MAIL says how big the message is.
};

/// One mail transaction (RFC 5321 §3.3): what is to be sent next, and what became of the message. Pure: no I/O.
class Transaction {
 public:
  /// `sender`: MAIL FROM. The message must outlive the transaction.
  Transaction(const Message& message, const std::string& sender, const Extensions& server);

  /// What is to be sent; empty: it is the server's turn.
  std::string_view unsent() const { return std::string_view(unsent_).substr(sent_); }
  void Sent(std::size_t bytes);
  void Hear(const Reply& reply);

  /// The server has said that the content may come, and has nothing of it yet.
  bool AtContent() const { return awaited_ == Command::kContent && sent_ == 0; }
  /// Decided by the server's last reply.
  bool over() const { return over_; }

  /// What became of the message. Before it is over: if the connection ends here, or time does; `why` in English.
  Outcome OutcomeNow(const std::string& why) const;
  /// As if the last reply had not come.
  void LoseReply();

 private:
  enum class Command { kMail, kRecipient, kData, kContent };

  void Say(std::string text);
  std::string Mail(const std::string& sender, bool size) const;
  std::string Recipient() const;
  bool IsGood(int code) const;
  bool IsAboutMessage() const;
  /// From here on the server may have the whole message.
  bool Handed() const { return awaited_ == Command::kContent && sent_ == unsent_.size(); }

  const Message& message_;
  const bool pipelining_;
  Command awaited_ = Command::kMail;  // whose reply comes next, or was the last
  std::string unsent_;
  std::size_t sent_ = 0;  // bytes of it
  Reply reply_;           // to `awaited_`
  bool over_ = false;
};

}  // namespace maillage::notifier::smtp
