#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "platform/auth/token.h"

namespace maillage::platform {

/// The token with which a service calls the others: subject `services/<name>`, role SERVICE in every Caf. Signed anew
/// well before it expires. Thread-safe.
class ServiceToken {
 public:
  /// `private_key_pem` may be empty: then there is no token.
  ServiceToken(const std::string& service, std::string private_key_pem);

  std::string Get();

 private:
  const Caller caller_;
  const std::string private_key_;
  std::mutex mutex_;
  std::string token_;
  std::chrono::steady_clock::time_point renew_at_;
};

}  // namespace maillage::platform
