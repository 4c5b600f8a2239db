#include "platform/rpc/executor.h"

#include <utility>

namespace maillage::rpc {

Executor::Executor(int threads, int queue) : limit_(static_cast<std::size_t>(queue)) {
  asleep_.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < threads; ++i) {
    auto& bell = bells_.emplace_back(0);
    threads_.emplace_back([this, &bell] { Work(bell); });
  }
}

Executor::~Executor() { Stop(); }

bool Executor::Submit(Job& job) {
  Bell* next = nullptr;
  {
    std::lock_guard lock(mutex_);
    // A job that a free thread takes at once does not wait, so it does not count.
    if (stopping_ || queue_.size() >= limit_ + asleep_.size() + (coming_ ? 1 : 0)) return false;
    queue_.push_back(&job);
    next = NextToWake();
  }
  if (next != nullptr) next->release();
  return true;
}

void Executor::Stop() {
  std::deque<Job*> dropped;
  std::vector<Bell*> asleep;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
    asleep.swap(asleep_);
  }
  for (auto* bell : asleep) bell->release();
  for (auto* job : dropped) job->Drop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Executor::Work(Bell& bell) {
  std::unique_lock lock(mutex_);
  for (;;) {
    while (queue_.empty() && !stopping_) AwaitJob(bell, lock);
    if (queue_.empty()) return;
    auto* job = queue_.front();
    queue_.pop_front();
    auto* next = NextToWake();
    lock.unlock();
    if (next != nullptr) next->release();
    job->Run();
    lock.lock();
  }
}

void Executor::AwaitJob(Bell& bell, std::unique_lock<std::mutex>& lock) {
  // Under load the next job is a moment away: to look again costs less than to sleep and be woken.
  if (!coming_) {
    coming_ = true;
    lock.unlock();
    std::this_thread::yield();
    lock.lock();
    coming_ = false;
    if (!queue_.empty() || stopping_) return;
  }
  asleep_.push_back(&bell);
  lock.unlock();
  bell.acquire();
  lock.lock();
  coming_ = false;
}

/// The thread to wake now for the jobs that wait; nullptr when one comes already, or none sleeps. Under the lock.
Executor::Bell* Executor::NextToWake() {
  if (queue_.empty() || coming_ || asleep_.empty()) return nullptr;
  coming_ = true;
  auto* bell = asleep_.back();
  asleep_.pop_back();
  return bell;
}

}  // namespace maillage::rpc
