#pragma once

#include <functional>
#include <string>
#include <vector>

#include "notifier/domain/dispatch.h"
#include "notifier/mail/mail.h"

namespace maillage::notifier {

/// A mail on its way out: what the ledger says of it, and what its templates need.
struct Outgoing {
  Mail mail;
  mail::Mail letter;
};

/// What became of one of them.
struct Posted {
  Outcome outcome;
  std::string title;  // subject line
  std::string text;   // the text part
};

/// Writes and sends mails, answers for each in order. Blocks until all have an outcome.
using Deliver = std::function<std::vector<Posted>(const std::vector<Outgoing>&)>;

/// A mail that was sent, as it is written down and told.
struct SentMail {
  std::string caf;
  std::string message_id;
  std::string recipient;
  std::string address;
  Instant sent_at{};
  std::string title;
  std::string text;
  std::vector<std::string> reminders;  // resource names
  std::vector<std::string> rules;
};

}  // namespace maillage::notifier
