#pragma once

#include <string>

#include "notifier/mail/mail.h"

namespace maillage::notifier::mail {

/// The subject line and the bodies of one mail, these in quoted-printable; an empty calendar is left out.
struct Bodies {
  std::string subject;
  std::string text;
  std::string html;
  std::string calendar;
};

/// The whole message after RFC 5322, lines ended by CR LF, 7-bit. Headers are encoded by GMime; the same input gives
/// the same bytes. Addresses must have passed IsMailbox.
std::string Assemble(const Mail& mail, const Bodies& bodies);

/// By GMime, lines ended by CR LF. Whole lines can be encoded one by one.
std::string QuotedPrintable(const std::string& content);

}  // namespace maillage::notifier::mail
