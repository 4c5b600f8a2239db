#include "notifier/smtp/transaction.h"

#include <utility>

namespace maillage::notifier::smtp {
namespace {

constexpr int kTooBig = 552;
constexpr std::string_view kData = "DATA\r\n";

/// As it travels: a dot that begins a line is doubled, and a line with one alone ends it (RFC 5321 §4.5.2).
std::string Stuffed(const std::string& content) {
  std::string out;
  out.reserve(content.size() + 64);
  for (std::string_view rest = content; !rest.empty();) {
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end == std::string_view::npos ? rest.size() : end + 2);
    if (line.front() == '.') out += '.';
    out += line;
    rest.remove_prefix(line.size());
  }
  if (!out.ends_with("\r\n")) out += "\r\n";
  return out += ".\r\n";
}

}  // namespace

Transaction::Transaction(const Message& message, const std::string& sender, const Extensions& server)
    : message_(message), pipelining_(server.pipelining) {
  auto commands = Mail(sender, server.size);
  if (pipelining_) (commands += Recipient()) += kData;
  Say(std::move(commands));
}

void Transaction::Sent(std::size_t bytes) {
  sent_ += bytes;
  if (Handed()) reply_ = {};
}

void Transaction::Hear(const Reply& reply) {
  reply_ = reply;
  over_ = !IsGood(reply.code) || awaited_ == Command::kContent;
  if (over_) return;
  reply_ = {};
  switch (awaited_) {
    case Command::kMail:
      awaited_ = Command::kRecipient;
      if (!pipelining_) Say(Recipient());
      break;
    case Command::kRecipient:
      awaited_ = Command::kData;
      if (!pipelining_) Say(std::string(kData));
      break;
    default:
      reply_ = reply;  // what is known if the content cannot be handed over
      awaited_ = Command::kContent;
      Say(Stuffed(message_.content));
  }
}

Outcome Transaction::OutcomeNow(const std::string& why) const {
  using Kind = Outcome::Kind;
  const int code = reply_.code;
  const auto kind = over_ && Handed() && code / 100 == 2  ? Kind::kAccepted
                    : code / 100 == 5 && IsAboutMessage() ? Kind::kRefused
                    : code >= 400 || !Handed()            ? Kind::kTryLater
                                                          : Kind::kUnknown;
  return {kind, code, reply_.text.empty() ? why : reply_.text};
}

void Transaction::LoseReply() {
  reply_ = {};
  over_ = false;
}

void Transaction::Say(std::string text) {
  unsent_ = std::move(text);
  sent_ = 0;
}

std::string Transaction::Mail(const std::string& sender, bool size) const {
  return "MAIL FROM:<" + sender + ">" + (size ? " SIZE=" + std::to_string(message_.content.size()) : "") + "\r\n";
}

std::string Transaction::Recipient() const { return "RCPT TO:<" + message_.recipient + ">\r\n"; }

bool Transaction::IsGood(int code) const { return code / 100 == (awaited_ == Command::kData ? 3 : 2); }

/// Whether a 5xx is about this message, and not about everything that we send: then waiting may help (an operator, a
/// password).
bool Transaction::IsAboutMessage() const { return awaited_ != Command::kMail || reply_.code == kTooBig; }

}  // namespace maillage::notifier::smtp
