#include "platform/auth/token.h"

#include <jwt.h>
#include <openssl/err.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <stdexcept>

#include "platform/auth/keys.h"
#include "platform/core/reasons.h"

namespace maillage::auth {
namespace {

using nlohmann::json;
using Jwt = std::unique_ptr<jwt_t, decltype(&jwt_free)>;
using JwtText = std::unique_ptr<char, decltype(&std::free)>;

constexpr std::int64_t kLeeway = 30;

std::int64_t SecondsNow() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

const unsigned char* Bytes(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// The claims of a token that the key has signed; discarded JSON when it has not.
json SignedClaims(const std::string& token, const std::string& public_key) {
  jwt_t* decoded = nullptr;
  const int error = jwt_decode(&decoded, token.c_str(), Bytes(public_key), static_cast<int>(public_key.size()));
  const Jwt jwt(decoded, jwt_free);
  ERR_clear_error();
  // The header names the algorithm, and the sender writes the header: only ours will do.
  if (error != 0 || !jwt || jwt_get_alg(jwt.get()) != JWT_ALG_ES256) return json::value_t::discarded;
  const JwtText claims(jwt_get_grants_json(jwt.get(), nullptr), std::free);
  return claims ? json::parse(claims.get(), nullptr, false) : json(json::value_t::discarded);
}

/// The same for a set of keys, of which those that have ended sign nothing any more.
json SignedClaims(const std::string& token, const std::vector<PublicKey>& keys) {
  if (token.find('\0') != std::string::npos) return json::value_t::discarded;
  const Instant now{std::chrono::seconds(SecondsNow())};
  for (const auto& key : keys) {
    if (key.ends && now >= *key.ends) continue;
    if (auto claims = SignedClaims(token, key.pem); !claims.is_discarded()) return claims;
  }
  return json::value_t::discarded;
}

bool IsForUs(const json& claims) {
  const auto audience = claims.find("aud");
  if (audience == claims.end()) return false;
  if (audience->is_array()) return std::ranges::find(*audience, json(kAudience)) != audience->end();
  return *audience == kAudience;
}

bool IsInTime(const json& claims) {
  const std::int64_t now = SecondsNow();
  const auto expires = claims.find("exp");
  if (expires == claims.end() || !expires->is_number() || now >= expires->get<double>() + kLeeway) return false;
  const auto not_before = claims.find("nbf");
  return not_before == claims.end() || (not_before->is_number() && now >= not_before->get<double>() - kLeeway);
}

/// Throws json::exception when the claims are not shaped as ours.
Caller ToCaller(const json& claims) {
  Caller caller;
  caller.subject = claims.at("sub").get<std::string>();
  if (const auto roles = claims.find("roles"); roles != claims.end()) {
    caller.roles = roles->get<std::map<std::string, std::set<std::string>>>();
  }
  if (const auto scope = claims.find("scope"); scope != claims.end()) {
    std::istringstream words(scope->get<std::string>());
    for (std::string word; words >> word;) caller.scopes.insert(word);
  }
  return caller;
}

void Require(int error) {
  if (error != 0) throw std::runtime_error("libjwt failed");
}

}  // namespace

Verifier::Verifier(const std::string& pem) : keys_(ReadPublicKeys(pem)) {}

Result<Caller> Verifier::Verify(const std::string& token) const {
  try {
    const json claims = SignedClaims(token, keys_);
    if (claims.is_object() && IsForUs(claims) && IsInTime(claims)) {
      Caller caller = ToCaller(claims);
      if (!caller.subject.empty()) return caller;
    }
  } catch (const json::exception&) {
    // Signed, but not in our shape: no better than unsigned.
  }
  return Fail(reason::kUnauthenticated, "the call needs a valid token");
}

Signer::Signer(std::string private_key_pem) : private_key_(std::move(private_key_pem)) {
  (void)PublicHalf(private_key_);  // throws when it is no key
}

std::string Signer::Sign(const Caller& caller, std::chrono::seconds lifetime) const {
  std::string scope;
  for (const auto& word : caller.scopes) scope += (scope.empty() ? "" : " ") + word;
  const std::int64_t now = SecondsNow();
  json claims{{"sub", caller.subject},
              {"aud", kAudience},
              {"iat", now},
              {"exp", now + lifetime.count()},
              {"roles", caller.roles}};
  if (!scope.empty()) claims["scope"] = scope;

  jwt_t* created = nullptr;
  Require(jwt_new(&created));
  const Jwt jwt(created, jwt_free);
  Require(jwt_add_grants_json(jwt.get(), claims.dump().c_str()));
  Require(jwt_set_alg(jwt.get(), JWT_ALG_ES256, Bytes(private_key_), static_cast<int>(private_key_.size())));
  const JwtText token(jwt_encode_str(jwt.get()), std::free);
  if (!token) throw std::runtime_error("libjwt could not sign");
  return token.get();
}

}  // namespace maillage::auth
