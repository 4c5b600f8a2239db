#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "platform/auth/keys.h"
#include "platform/core/call.h"
#include "platform/core/result.h"

namespace maillage::auth {

inline constexpr const char* kAudience = "maillage";

/// Verifies JWTs (ES256) with a set of public keys, each until its end. Checks signature, algorithm, audience, expiry
/// and not-before (30 s leeway, on the machine's clock: tokens are no business of the stepped one). Thread-safe.
class Verifier {
 public:
  /// PEM of EC P-256 public keys and certificates (keys.h). Throws std::runtime_error when there is none.
  explicit Verifier(const std::string& pem);
  /// Error: UNAUTHENTICATED, without saying why.
  Result<Caller> Verify(const std::string& token) const;

  const std::vector<PublicKey>& keys() const { return keys_; }

 private:
  std::vector<PublicKey> keys_;
};

/// Signs JWTs with a private key: for the development issuer (`maillage token`) and for the services' own calls.
/// Claims: `sub`, `aud`, `iat`, `exp`, `roles` {"95": ["PILOT"], "*": ["SERVICE"]}, `scope`. Thread-safe.
class Signer {
 public:
  explicit Signer(std::string private_key_pem);
  std::string Sign(const Caller& caller, std::chrono::seconds lifetime) const;

 private:
  std::string private_key_;
};

}  // namespace maillage::auth
