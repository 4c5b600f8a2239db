#pragma once

#include <string>

namespace maillage::auth {

/// Throw std::runtime_error when the PEM text is no such key of the curve P-256. They never ask for a passphrase.
void CheckPublicKey(const std::string& pem);
void CheckPrivateKey(const std::string& pem);

}  // namespace maillage::auth
