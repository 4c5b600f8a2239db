#pragma once

#include <string>
#include <string_view>

#include "notifier/mail/mail.h"
#include "notifier/mail/templates.h"
#include "platform/core/result.h"

namespace maillage::notifier::mail {

/// A mail as it leaves, and what is kept of it.
struct Composed {
  std::string message;  ///< RFC 5322, CR LF, 7-bit.
  std::string subject;  ///< The subject line, decoded.
  std::string text;     ///< The text part, decoded.
  std::string html;     ///< The HTML part, decoded.
};

/// Writes mails. Pure: the same mail gives the same bytes. Thread-safe.
class Composer {
 public:
  /// Throws std::runtime_error when a template is malformed.
  Composer() = default;

  /// Errors: MAIL_ADDRESS_INVALID (nothing to retry: FAILED), MAIL_NO_TEMPLATE.
  Result<Composed> Compose(Mail mail) const;

  /// Whether a rule can be written.
  bool Knows(std::string_view rule) const { return templates_.Has(rule); }

 private:
  Templates templates_;
};

}  // namespace maillage::notifier::mail
