#pragma once

#include <deque>
#include <mutex>
#include <semaphore>
#include <thread>
#include <vector>

namespace maillage::rpc {

/// Something to run once on a thread that may block. The executor never deletes it: it ends its own life in Run or
/// Drop.
class Job {
 public:
  virtual void Run() = 0;
  /// The executor stopped before it could run.
  virtual void Drop() = 0;

 protected:
  ~Job() = default;
};

/// A fixed number of threads behind a bounded queue, first in, first out. Thread-safe.
///
/// At most one thread is on its way to the queue at any time, and wakes the next one when it finds more than one job:
/// what threads that run already can take in the meantime wakes nobody. The last to fall asleep is woken first.
class Executor {
 public:
  Executor(int threads, int queue);
  ~Executor();  // stops

  /// False when the queue is full or it has stopped: the job is the caller's again.
  bool Submit(Job& job);
  /// Drops what waits, ends after the jobs under way. Idempotent.
  void Stop();

 private:
  /// Of one thread; released to wake it.
  using Bell = std::binary_semaphore;

  void Work(Bell& bell);
  void AwaitJob(Bell& bell, std::unique_lock<std::mutex>& lock);
  Bell* NextToWake();

  const std::size_t limit_;
  std::mutex mutex_;
  std::deque<Job*> queue_;
  bool stopping_ = false;
  bool coming_ = false;  // a thread was woken, or looks once more before it sleeps, and has not come to the queue yet
  std::deque<Bell> bells_;
  std::vector<Bell*> asleep_;
  std::vector<std::thread> threads_;
};

}  // namespace maillage::rpc
