#include "notifier/rpc/watchers.h"

namespace maillage::notifier::rpc {

std::optional<SentMail> Watchers::Watch::Next(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  if (!wake_.wait_for(lock, wait, [this] { return !mails_.empty(); })) return std::nullopt;
  auto mail = std::move(mails_.front());
  mails_.pop_front();
  return mail;
}

std::shared_ptr<Watchers::Watch> Watchers::Follow(const std::string& person) {
  auto watch = std::make_shared<Watch>();
  watch->person_ = person;
  const std::lock_guard lock(mutex_);
  watches_.push_back(watch);
  return watch;
}

void Watchers::Tell(const SentMail& mail) {
  const std::lock_guard lock(mutex_);
  for (auto entry = watches_.begin(); entry != watches_.end();) {
    const auto watch = entry->lock();
    if (!watch) {
      entry = watches_.erase(entry);
      continue;
    }
    if (watch->person_ == mail.recipient) {
      const std::lock_guard guard(watch->mutex_);
      if (watch->mails_.size() >= 100) watch->mails_.pop_front();
      watch->mails_.push_back(mail);
      watch->wake_.notify_all();
    }
    ++entry;
  }
}

}  // namespace maillage::notifier::rpc
