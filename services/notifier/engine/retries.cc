#include "notifier/engine/retries.h"

#include <algorithm>
#include <random>

#include "notifier/smtp/backoff.h"

namespace maillage::notifier {

Retries::Retries(std::function<void(const std::string&)> again, std::function<std::chrono::milliseconds(int)> back_off)
    : again_(std::move(again)), back_off_(std::move(back_off)), thread_([this] { Run(); }) {}

std::function<std::chrono::milliseconds(int)> Retries::WithJitter() {
  return [random = std::minstd_rand(std::random_device{}())](int failures) mutable {
    return smtp::Backoff(failures, std::uniform_real_distribution<double>(0, 1)(random));
  };
}

Retries::~Retries() { Stop(); }

void Retries::Postponed(const std::string& address) {
  const std::lock_guard lock(mutex_);
  waiting_.emplace(std::chrono::steady_clock::now() + back_off_(++attempts_[address]), address);
  wake_.notify_all();
}

void Retries::Settled(const std::string& address) {
  const std::lock_guard lock(mutex_);
  attempts_.erase(address);
}

bool Retries::Quiet() const {
  const std::lock_guard lock(mutex_);
  return waiting_.empty();
}

void Retries::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  if (thread_.joinable()) thread_.join();
}

void Retries::Run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      wake_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    if (first->first > std::chrono::steady_clock::now()) {
      wake_.wait_until(lock, first->first);
      continue;
    }
    const auto address = first->second;
    lock.unlock();
    again_(address);
    lock.lock();
    // Removed only now: until the address is back in the dispatcher's hands somebody who asks must not be told "quiet".
    const auto same =
        std::find_if(waiting_.begin(), waiting_.end(), [&](const auto& entry) { return entry.second == address; });
    if (same != waiting_.end()) waiting_.erase(same);
  }
}

}  // namespace maillage::notifier
