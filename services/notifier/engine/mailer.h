#pragma once

#include <vector>

#include "notifier/engine/outgoing.h"
#include "notifier/mail/composer.h"
#include "notifier/smtp/rate_limit.h"
#include "notifier/smtp/sender.h"

namespace maillage::notifier {

/// Writes mails and gives them to the mail server, within the shared rate. Thread-safe.
class Mailer {
 public:
  Mailer(smtp::Sender& sender, smtp::RateLimit& rate) : sender_(sender), rate_(rate) {}

  /// One answer a mail, in order; blocks at most about a minute: what the rate does not allow by then is postponed.
  std::vector<Posted> Post(const std::vector<Outgoing>& mails);

 private:
  void SendLane(smtp::Lane lane, const std::vector<smtp::Message>& messages, const std::vector<std::size_t>& places,
                std::vector<Posted>& posted);

  smtp::Sender& sender_;
  smtp::RateLimit& rate_;
  mail::Composer composer_;
};

}  // namespace maillage::notifier
