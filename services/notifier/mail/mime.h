#pragma once

#include <string>

#include "notifier/mail/mail.h"

namespace maillage::notifier::mail {

/// The bodies of one mail; an empty calendar is left out.
struct Bodies {
  std::string subject;
  std::string text;
  std::string html;
  std::string calendar;
};

/// The whole message after RFC 5322, lines ended by CR LF, 7-bit. Headers and bodies are encoded by GMime; the same
/// input gives the same bytes. Addresses must have passed IsMailbox.
std::string Assemble(const Mail& mail, const Bodies& bodies);

}  // namespace maillage::notifier::mail
