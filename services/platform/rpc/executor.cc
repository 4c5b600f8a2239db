#include "platform/rpc/executor.h"

#include <utility>

namespace maillage::rpc {

Executor::Executor(int threads, int queue) : limit_(static_cast<std::size_t>(queue)) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

Executor::~Executor() { Stop(); }

bool Executor::Submit(Job& job) {
  {
    std::lock_guard lock(mutex_);
    // A job that an idle thread takes at once does not wait, so it does not count.
    if (stopping_ || queue_.size() >= limit_ + idle_ + looking_) return false;
    queue_.push_back(&job);
    if (idle_ == 0 || queue_.size() <= looking_) return true;
  }
  wake_.notify_one();
  return true;
}

void Executor::Stop() {
  std::deque<Job*> dropped;
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  wake_.notify_all();
  for (auto* job : dropped) job->Drop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
}

void Executor::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    // Under load the next job is a moment away: to look again costs less than to sleep and be woken.
    if (queue_.empty() && looking_ == 0) {
      ++looking_;
      lock.unlock();
      std::this_thread::yield();
      lock.lock();
      --looking_;
    }
    while (queue_.empty() && !stopping_) {
      ++idle_;
      wake_.wait(lock);
      --idle_;
    }
    if (queue_.empty()) return;
    auto* job = queue_.front();
    queue_.pop_front();
    lock.unlock();
    job->Run();
    lock.lock();
  }
}

}  // namespace maillage::rpc
