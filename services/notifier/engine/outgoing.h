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
  bool composed = true;  // false: refused by us, which says nothing of the address
  std::string title;     // subject line
  std::string text;      // the text part
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

/// Somebody whom mail cannot reach any more.
struct BlockedPerson {
  std::string caf;
  std::string person;
  std::string address;
  std::string answer;  // the mail server's last
  Instant at{};
};

/// What others are told, in the commit that saves it.
struct News {
  std::vector<SentMail> sent;
  std::vector<BlockedPerson> blocked;
};

}  // namespace maillage::notifier
