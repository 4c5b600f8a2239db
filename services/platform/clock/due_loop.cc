#include "platform/clock/due_loop.h"

#include <algorithm>
#include <exception>

#include "platform/core/reasons.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace maillage {
namespace {

constexpr std::chrono::milliseconds kFirstBackOff{100};
constexpr std::chrono::milliseconds kLongestBackOff{5000};

metrics::Counter& FailuresOf(const std::string& loop) {
  return metrics::Registry::Process().AddCounter("maillage_due_loop_failures_total",
                                                 "Times that the work of a due loop failed and was put off.",
                                                 {{"loop", loop}});
}

}  // namespace

DueLoop::DueLoop(std::string name, Clock& clock, Work work)
    : name_(std::move(name)), clock_(clock), work_(std::move(work)), failures_(FailuresOf(name_)) {}

DueLoop::~DueLoop() { Stop(); }

void DueLoop::Start() {
  std::lock_guard guard(mutex_);
  if (stopping_ || thread_.joinable()) return;
  thread_ = std::thread([this] { Run(); });
}

void DueLoop::Stop() {
  std::thread thread;
  {
    std::lock_guard guard(mutex_);
    stopping_ = true;
    thread = std::move(thread_);
  }
  wake_.notify_all();
  if (thread.joinable()) thread.join();
}

void DueLoop::Poke() {
  {
    std::lock_guard guard(mutex_);
    poked_ = true;
  }
  wake_.notify_all();
}

bool DueLoop::Quiet() const {
  std::lock_guard guard(mutex_);
  return !working_ && !poked_ && !(next_ && *next_ <= clock_.Now());
}

std::optional<Instant> DueLoop::NextDue() const {
  std::lock_guard guard(mutex_);
  return next_;
}

void DueLoop::Run() {
  auto back_off = kFirstBackOff;
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (!poked_ && next_ && clock_.Now() < *next_) {
      clock_.Wait(lock, wake_, *next_);
    } else if (!poked_ && !next_) {
      wake_.wait(lock);
    } else if (WorkOnce(lock)) {
      back_off = kFirstBackOff;
    } else {
      wake_.wait_for(lock, back_off, [this] { return stopping_; });
      back_off = std::min(back_off * 2, kLongestBackOff);
    }
  }
}

bool DueLoop::WorkOnce(std::unique_lock<std::mutex>& lock) {
  poked_ = false;
  working_ = true;
  lock.unlock();
  Result<std::optional<Instant>> next;
  try {
    next = work_(clock_.Now());
  } catch (const std::exception& e) {
    next = Fail(reason::kInternal, "{}", e.what());
  }
  if (!next) {
    log::Warn("what is due could not be done; it is tried again", next.error(), {{"loop", name_}});
    failures_.Add();
  }
  lock.lock();
  working_ = false;
  if (next) {
    next_ = *next;
  } else {
    poked_ = true;
  }
  return next.has_value();
}

}  // namespace maillage
