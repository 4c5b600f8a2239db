#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/auth/token.h"

namespace maillage::rpc {

/// Remembers tokens that were verified a moment ago: a signature costs as much as the rest of a small call. A token
/// that was good is taken for at most five seconds more, which adds to the verifier's leeway. Bounded; thread-safe.
class TokenCache {
 public:
  explicit TokenCache(const auth::Verifier& verifier) : verifier_(verifier) {}

  /// Error: UNAUTHENTICATED.
  Result<std::shared_ptr<const Caller>> Verify(std::string_view token);

 private:
  struct Entry {
    std::shared_ptr<const Caller> caller;
    std::chrono::steady_clock::time_point until;
  };
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };

  const auth::Verifier& verifier_;
  std::mutex mutex_;
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> known_;
};

}  // namespace maillage::rpc
