#include "platform/rpc/server_core.h"

#include <vector>

#include "platform/rpc/live_call.h"

namespace maillage::rpc {

void LiveCalls::Add(LiveCall* call) {
  std::lock_guard lock(mutex_);
  call->next_ = first_;
  if (first_ != nullptr) first_->previous_ = call;
  first_ = call;
}

void LiveCalls::Remove(LiveCall* call) {
  std::lock_guard lock(mutex_);
  if (call->next_ != nullptr) call->next_->previous_ = call->previous_;
  (call->previous_ == nullptr ? first_ : call->previous_->next_) = call->next_;
}

void LiveCalls::ForEach(const std::function<void(LiveCall&)>& visit) {
  std::vector<LiveCall*> held;
  {
    std::lock_guard lock(mutex_);
    for (auto* call = first_; call != nullptr; call = call->next_) {
      call->Hold();
      held.push_back(call);
    }
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
