#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
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
class Executor {
 public:
  Executor(int threads, int queue);
  ~Executor();  // stops

  /// False when the queue is full or it has stopped: the job is the caller's again.
  bool Submit(Job& job);
  /// Drops what waits, ends after the jobs under way. Idempotent.
  void Stop();

 private:
  void Work();

  const std::size_t limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job*> queue_;
  bool stopping_ = false;
  std::size_t idle_ = 0;
  std::size_t looking_ = 0;  // threads that are about to look once more before they sleep: one at most
  std::vector<std::thread> threads_;
};

}  // namespace maillage::rpc
