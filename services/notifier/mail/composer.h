#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

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

/// Writes mails. Pure: the same mail gives the same bytes. Thread-safe. What the mails of one mailing have in common is
/// written once (merge.h).
class Composer {
 public:
  /// Throws std::runtime_error when a template is malformed.
  Composer();
  ~Composer();

  /// Errors: MAIL_ADDRESS_INVALID (nothing to retry: FAILED), MAIL_NO_TEMPLATE.
  Result<Composed> Compose(Mail mail) const;

  /// Whether a rule can be written.
  bool Knows(std::string_view rule) const { return templates_.Has(rule); }

 private:
  struct Letter;
  std::shared_ptr<const Letter> LetterOf(const Mail& marked) const;

  Templates templates_;
  mutable std::mutex mutex_;
  mutable std::vector<std::shared_ptr<const Letter>> letters_;  // the last few, the latest first
};

}  // namespace maillage::notifier::mail
