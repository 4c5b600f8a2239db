#pragma once

#include <condition_variable>
#include <deque>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "notifier/engine/outgoing.h"

namespace maillage::notifier::rpc {

/// Hands each mail that was sent to those who watch its recipient. Thread-safe; a watcher that does not keep up loses
/// the oldest of more than 100.
class Watchers {
 public:
  class Watch {
   public:
    /// The next mail, or nullopt when none came within `wait`.
    std::optional<SentMail> Next(std::chrono::milliseconds wait);

   private:
    friend class Watchers;
    std::string person_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<SentMail> mails_;
  };

  /// Watches until the handle is dropped.
  std::shared_ptr<Watch> Follow(const std::string& person);
  void Tell(const SentMail& mail);

 private:
  std::mutex mutex_;
  std::list<std::weak_ptr<Watch>> watches_;
};

}  // namespace maillage::notifier::rpc
