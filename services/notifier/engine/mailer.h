#pragma once

#include <functional>
#include <utility>
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

  /// Asked right before each mail, from any thread: while it answers false, mails are postponed. Before the first Post.
  void SendOnlyWhile(std::function<bool()> allowed) { allowed_ = std::move(allowed); }

  /// One answer a mail, in order; blocks at most about a minute: what the rate does not allow by then is postponed.
  std::vector<Posted> Post(const std::vector<Outgoing>& mails);

 private:
  void SendLane(smtp::Lane lane, const std::vector<smtp::Message>& messages, const std::vector<std::size_t>& places,
                std::vector<Posted>& posted);

  smtp::Sender& sender_;
  smtp::RateLimit& rate_;
  mail::Composer composer_;
  std::function<bool()> allowed_ = [] { return true; };
};

}  // namespace maillage::notifier
