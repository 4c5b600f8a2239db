#pragma once

#include <map>
#include <memory>
#include <string>

#include "platform/core/time.h"

struct evp_mac_ctx_st;  // OpenSSL's EVP_MAC_CTX

namespace maillage::auth {

/// Signs small sets of fields into a text that is safe in an address (HMAC-SHA256 and JSON in one
/// base64url text: letters, digits, `-` and `_` only), and reads it back.
/// The key is shared by the services that write and answer links (MAILLAGE_LINK_KEY, at least 32 characters).
/// Thread-safe.
class LinkSigner {
 public:
  /// Throws std::runtime_error when the key is shorter than that.
  explicit LinkSigner(const std::string& key);

  std::string Sign(const std::map<std::string, std::string>& fields, Instant expires) const;

  struct Link {
    std::map<std::string, std::string> fields;
    Instant expires;
  };
  /// Errors: LINK_INVALID (altered or truncated), LINK_EXPIRED (from `expires` on).
  Result<Link> Read(const std::string& text, Instant now) const;

 private:
  std::shared_ptr<const evp_mac_ctx_st> keyed_;  // never used itself: copied for each text
};

namespace reason {
inline constexpr Reason kLinkInvalid{Code::kPermissionDenied, "LINK_INVALID", "The link was altered or cut."};
inline constexpr Reason kLinkExpired{Code::kFailedPrecondition, "LINK_EXPIRED",
                                     "The time to answer by this link is over."};
}  // namespace reason

}  // namespace maillage::auth
