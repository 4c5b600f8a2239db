#include "platform/auth/signed_link.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "platform/core/base64url.h"
#include "platform/core/json_text.h"

namespace maillage::auth {
namespace {

using nlohmann::json;

constexpr std::size_t kShortestKey = 32;
constexpr std::size_t kMacSize = 32;

// The prefix keeps these apart from anything else that the key may ever sign.
constexpr std::string_view kPrefix = "maillage link 1\n";

/// HMAC-SHA256 with the key in it, to be copied for each text: the key is not hashed again.
std::shared_ptr<EVP_MAC_CTX> Keyed(const std::string& key) {
  const std::unique_ptr<EVP_MAC, decltype(&EVP_MAC_free)> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr), &EVP_MAC_free);
  std::shared_ptr<EVP_MAC_CTX> context(EVP_MAC_CTX_new(hmac.get()), &EVP_MAC_CTX_free);
  std::string digest = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), digest.size()),
                               OSSL_PARAM_construct_end()};
  if (!context ||
      EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key.data()), key.size(), params) != 1)
    throw std::runtime_error("HMAC-SHA256 cannot be had");
  return context;
}

std::string Mac(const EVP_MAC_CTX* keyed, std::string_view payload) {
  const auto bytes = [](const char* text) { return reinterpret_cast<const unsigned char*>(text); };
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(EVP_MAC_CTX_dup(keyed), &EVP_MAC_CTX_free);
  std::string mac(kMacSize, '\0');
  std::size_t size = 0;
  if (!context || EVP_MAC_update(context.get(), bytes(kPrefix.data()), kPrefix.size()) != 1 ||
      EVP_MAC_update(context.get(), bytes(payload.data()), payload.size()) != 1 ||
      EVP_MAC_final(context.get(), reinterpret_cast<unsigned char*>(mac.data()), &size, mac.size()) != 1) {
    throw std::runtime_error("HMAC-SHA256 failed");
  }
  return mac;
}

}  // namespace

LinkSigner::LinkSigner(const std::string& key) {
  if (key.size() < kShortestKey) throw std::runtime_error("the key of links needs at least 32 characters");
  keyed_ = Keyed(key);
}

std::string LinkSigner::Sign(const std::map<std::string, std::string>& fields, Instant expires) const {
  std::string payload = R"({"expires":)" + std::to_string(expires.time_since_epoch().count()) + R"(,"fields":{)";
  for (const auto& [name, value] : fields) {
    if (payload.back() != '{') payload += ',';
    AppendJsonText(payload, name);
    AppendJsonText(payload += ':', value);
  }
  payload += "}}";
  return ToBase64Url(Mac(keyed_.get(), payload) + payload);
}

Result<LinkSigner::Link> LinkSigner::Read(const std::string& text, Instant now) const {
  const auto bytes = FromBase64Url(text);
  if (!bytes || bytes->size() < kMacSize) return Fail(reason::kLinkInvalid, "the link was altered or cut");
  const std::string payload = bytes->substr(kMacSize);
  if (CRYPTO_memcmp(Mac(keyed_.get(), payload).data(), bytes->data(), kMacSize) != 0) {
    return Fail(reason::kLinkInvalid, "the link was altered or cut");
  }
  // We signed it: it is JSON of our shape.
  const json content = json::parse(payload);
  Link link{content.at("fields"), Instant{std::chrono::microseconds{content.at("expires").get<std::int64_t>()}}};
  if (now >= link.expires) return Fail(reason::kLinkExpired, "the link expired at {}", ToRfc3339(link.expires));
  return link;
}

}  // namespace maillage::auth
