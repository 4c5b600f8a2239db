#include "platform/auth/signed_link.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "platform/core/base64url.h"

namespace maillage::auth {
namespace {

using nlohmann::json;

constexpr std::size_t kShortestKey = 32;
constexpr std::size_t kMacSize = 32;

std::string Mac(const std::string& key, std::string_view payload) {
  // The prefix keeps these apart from anything else that the key may ever sign.
  const std::string text = "maillage link 1\n" + std::string(payload);
  std::string mac(kMacSize, '\0');
  unsigned int size = 0;
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(text.data()),
           text.size(), reinterpret_cast<unsigned char*>(mac.data()), &size) == nullptr) {
    throw std::runtime_error("HMAC-SHA256 failed");
  }
  return mac;
}

}  // namespace

LinkSigner::LinkSigner(std::string key) : key_(std::move(key)) {
  if (key_.size() < kShortestKey) throw std::runtime_error("the key of links needs at least 32 characters");
}

std::string LinkSigner::Sign(const std::map<std::string, std::string>& fields, Instant expires) const {
  const json content{{"expires", expires.time_since_epoch().count()}, {"fields", json(fields)}};
  const std::string payload = content.dump(-1, ' ', false, json::error_handler_t::replace);
  return ToBase64Url(Mac(key_, payload) + payload);
}

Result<LinkSigner::Link> LinkSigner::Read(const std::string& text, Instant now) const {
  const auto bytes = FromBase64Url(text);
  if (!bytes || bytes->size() < kMacSize) return Fail(reason::kLinkInvalid, "the link was altered or cut");
  const std::string payload = bytes->substr(kMacSize);
  if (CRYPTO_memcmp(Mac(key_, payload).data(), bytes->data(), kMacSize) != 0) {
    return Fail(reason::kLinkInvalid, "the link was altered or cut");
  }
  // We signed it: it is JSON of our shape.
  const json content = json::parse(payload);
  Link link{content.at("fields"), Instant{std::chrono::microseconds{content.at("expires").get<std::int64_t>()}}};
  if (now >= link.expires) return Fail(reason::kLinkExpired, "the link expired at {}", ToRfc3339(link.expires));
  return link;
}

}  // namespace maillage::auth
