#include "platform/rpc/server_core.h"

#include <vector>

#include "platform/rpc/live_call.h"

namespace maillage::rpc {

void LiveCalls::Add(LiveCall* call) {
  std::lock_guard lock(mutex_);
  calls_.insert(call);
}

void LiveCalls::Remove(LiveCall* call) {
  std::lock_guard lock(mutex_);
  calls_.erase(call);
}

void LiveCalls::ForEach(const std::function<void(LiveCall&)>& visit) {
  std::vector<LiveCall*> held;
  {
    std::lock_guard lock(mutex_);
    held.assign(calls_.begin(), calls_.end());
    for (auto* call : held) call->Hold();
  }
  for (auto* call : held) {
    visit(*call);
    call->Release();
  }
}

void Count::Add(int amount) {
  if (value_.fetch_add(amount) + amount != 0) return;
  std::lock_guard lock(mutex_);
  zero_.notify_all();
}

bool Count::WaitForZero(Deadline until) {
  std::unique_lock lock(mutex_);
  return zero_.wait_until(lock, until, [&] { return value_ == 0; });
}

}  // namespace maillage::rpc
