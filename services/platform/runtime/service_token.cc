#include "platform/runtime/service_token.h"

namespace maillage::platform {
namespace {

constexpr std::chrono::minutes kLifetime{60};
constexpr std::chrono::minutes kUsed{50};

}  // namespace

ServiceToken::ServiceToken(const std::string& service, std::string private_key_pem)
    : caller_{"services/" + service, {{"*", {"SERVICE"}}}, {}}, private_key_(std::move(private_key_pem)) {}

std::string ServiceToken::Get() {
  if (private_key_.empty()) return {};
  std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (token_.empty() || now >= renew_at_) {
    token_ = auth::Signer(private_key_).Sign(caller_, kLifetime);
    renew_at_ = now + kUsed;
  }
  return token_;
}

}  // namespace maillage::platform
