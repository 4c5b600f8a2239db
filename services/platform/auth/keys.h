#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/core/time.h"

namespace maillage::auth {

/// A key that tokens are verified with.
struct PublicKey {
  /// PEM, always written in the same way: equal texts are equal keys.
  std::string pem;
  /// From then on no token of this key is valid; nullopt: the key has no end.
  std::optional<Instant> ends;
};

/// Every key of a PEM text: each certificate (X.509) has its end, a bare public key has none. Several are valid side by
/// side: so a key is replaced without a moment in which tokens are refused. Throws std::runtime_error when there is
/// none, or one is not of the curve P-256. Never asks for a passphrase.
std::vector<PublicKey> ReadPublicKeys(const std::string& pem);

/// The public half of a private key, in the form of PublicKey::pem. Throws std::runtime_error when the PEM text is no
/// private key of the curve P-256. Never asks for a passphrase.
std::string PublicHalf(const std::string& private_pem);

}  // namespace maillage::auth
