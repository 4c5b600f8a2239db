#include "platform/rpc/token_cache.h"

namespace maillage::rpc {
namespace {

constexpr std::chrono::seconds kTrusted{5};
constexpr std::size_t kMost = 4096;

}  // namespace

Result<std::shared_ptr<const Caller>> TokenCache::Verify(std::string_view token) {
  const auto now = std::chrono::steady_clock::now();
  {
    std::lock_guard lock(mutex_);
    if (const auto known = known_.find(token); known != known_.end() && now < known->second.until)
      return known->second.caller;
  }
  auto verified = verifier_.Verify(std::string(token));
  if (!verified) return Propagate(verified);
  auto caller = std::make_shared<const Caller>(*std::move(verified));
  std::lock_guard lock(mutex_);
  if (known_.size() >= kMost) known_.clear();
  known_[std::string(token)] = Entry{caller, now + kTrusted};
  return caller;
}

}  // namespace maillage::rpc
