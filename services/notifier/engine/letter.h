#pragma once

#include <string>

#include "notifier/domain/dispatch.h"
#include "notifier/mail/mail.h"
#include "platform/auth/signed_link.h"

namespace maillage::notifier {

/// Where the addresses in mails lead.
struct LetterConfig {
  std::string from;          // MAILLAGE_MAIL_FROM
  std::string public_url;    // network's pages
  std::string notifier_url;  // the notifier's own (unsubscribe)
};

/// Puts together what a mail's templates need from what the planner knows: titles, sessions, seats, signed links, the
/// calendar entry.
class LetterWriter {
 public:
  LetterWriter(LetterConfig config, auth::LinkSigner signer) : config_(std::move(config)), signer_(std::move(signer)) {}

  /// `planner` is the one of the mail's Caf; it is read only during the call.
  mail::Mail Write(const Mail& mail, const Planner& planner) const;

 private:
  mail::Section Section(const Mail& mail, const Reminder& reminder, const Planner& planner) const;
  void AddLinks(mail::Section& section, const Mail& mail, const Reminder& reminder, const Event& event) const;
  std::string Answer(const std::string& act, const Mail& mail, const Event& event, const std::string& session) const;

  LetterConfig config_;
  auth::LinkSigner signer_;
};

}  // namespace maillage::notifier
