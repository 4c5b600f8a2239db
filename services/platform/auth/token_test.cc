#include "platform/auth/token.h"

#include <gtest/gtest.h>
#include <jwt.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "platform/core/base64url.h"

namespace maillage::auth {
namespace {

using nlohmann::json;

struct KeyPair {
  std::string private_pem;
  std::string public_pem;
};

std::string ContentOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

KeyPair NewKeys(const char* curve = "P-256") {
  EVP_PKEY* key = EVP_EC_gen(curve);
  BIO* secret = BIO_new(BIO_s_mem());
  BIO* open = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(secret, key, nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_PUBKEY(open, key);
  EVP_PKEY_free(key);
  return {ContentOf(secret), ContentOf(open)};
}

const KeyPair& Keys() {
  static const KeyPair keys = NewKeys();
  return keys;
}

const Caller kPilot{
    "cafs/95/people/p-1", {{"95", {"PILOT", "ADVISER"}}, {"*", {"OFFICER"}}}, {"people.read", "events.read"}};

/// A token with any claims, signed by any algorithm and key: what a forger can write.
std::string Forged(const json& claims, jwt_alg_t algorithm, const std::string& key) {
  jwt_t* jwt = nullptr;
  jwt_new(&jwt);
  jwt_add_grants_json(jwt, claims.dump().c_str());
  jwt_set_alg(jwt, algorithm, key.empty() ? nullptr : reinterpret_cast<const unsigned char*>(key.data()),
              static_cast<int>(key.size()));
  char* text = jwt_encode_str(jwt);
  std::string token = text == nullptr ? "" : text;
  std::free(text);
  jwt_free(jwt);
  EXPECT_NE(token, "");
  return token;
}

std::int64_t Now() {
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

json SoundClaims() { return {{"sub", "cafs/95/people/p-1"}, {"aud", "maillage"}, {"exp", Now() + 600}}; }

std::string Signed(const json& claims) { return Forged(claims, JWT_ALG_ES256, Keys().private_pem); }

bool Accepts(const std::string& token) {
  const auto caller = Verifier(Keys().public_pem).Verify(token);
  if (!caller) {
    EXPECT_EQ(caller.error().reason, "UNAUTHENTICATED");
  }
  return caller.has_value();
}

TEST(Token, SaysWhoCalls) {
  const auto token = Signer(Keys().private_pem).Sign(kPilot, std::chrono::minutes{5});
  const auto caller = Verifier(Keys().public_pem).Verify(token);
  ASSERT_TRUE(caller);
  EXPECT_EQ(caller->subject, kPilot.subject);
  EXPECT_EQ(caller->roles, kPilot.roles);
  EXPECT_EQ(caller->scopes, kPilot.scopes);
}

TEST(Token, MayHaveNoRoles) {
  const auto token = Signer(Keys().private_pem).Sign({"clients/x", {}, {}}, std::chrono::minutes{5});
  const auto caller = Verifier(Keys().public_pem).Verify(token);
  ASSERT_TRUE(caller);
  EXPECT_TRUE(caller->roles.empty());
  EXPECT_TRUE(Accepts(Signed(SoundClaims())));
}

TEST(Token, OfAnotherKeyIsRefused) {
  EXPECT_FALSE(Accepts(Forged(SoundClaims(), JWT_ALG_ES256, NewKeys().private_pem)));
}

TEST(Token, WithoutSignatureIsRefused) {
  EXPECT_FALSE(Accepts(Forged(SoundClaims(), JWT_ALG_NONE, "")));
  const std::string sound = Signed(SoundClaims());
  EXPECT_FALSE(Accepts(sound.substr(0, sound.rfind('.') + 1)));
  EXPECT_FALSE(Accepts(sound.substr(0, sound.rfind('.'))));
}

// The public key is no secret: a verifier that let the token choose the algorithm would take it for one.
TEST(Token, SignedWithThePublicKeyAsASecretIsRefused) {
  EXPECT_FALSE(Accepts(Forged(SoundClaims(), JWT_ALG_HS256, Keys().public_pem)));
}

TEST(Token, WithOtherClaimsUnderTheSameSignatureIsRefused) {
  const std::string sound = Signed(SoundClaims());
  json other = SoundClaims();
  other["roles"] = {{"*", {"ADMIN"}}};
  const auto first = sound.find('.');
  const auto last = sound.rfind('.');
  EXPECT_FALSE(Accepts(sound.substr(0, first + 1) + ToBase64Url(other.dump()) + sound.substr(last)));
}

TEST(Token, ForAnotherAudienceIsRefused) {
  json claims = SoundClaims();
  claims["aud"] = "another";
  EXPECT_FALSE(Accepts(Signed(claims)));
  claims["aud"] = {"another"};
  EXPECT_FALSE(Accepts(Signed(claims)));
  claims["aud"] = {"another", "maillage"};
  EXPECT_TRUE(Accepts(Signed(claims)));
  claims.erase("aud");
  EXPECT_FALSE(Accepts(Signed(claims)));
}

TEST(Token, OutOfTimeIsRefusedAfterSomeLeeway) {
  json claims = SoundClaims();
  claims["exp"] = Now() - 5;
  EXPECT_TRUE(Accepts(Signed(claims)));
  claims["exp"] = Now() - 60;
  EXPECT_FALSE(Accepts(Signed(claims)));
  claims["exp"] = "tomorrow";
  EXPECT_FALSE(Accepts(Signed(claims)));
  claims.erase("exp");
  EXPECT_FALSE(Accepts(Signed(claims)));

  claims = SoundClaims();
  claims["nbf"] = Now() + 15;
  EXPECT_TRUE(Accepts(Signed(claims)));
  claims["nbf"] = Now() + 90;
  EXPECT_FALSE(Accepts(Signed(claims)));
}

TEST(Token, OfAnotherShapeIsRefused) {
  json claims = SoundClaims();
  claims["roles"] = "ADMIN";
  EXPECT_FALSE(Accepts(Signed(claims)));
  claims = SoundClaims();
  claims.erase("sub");
  EXPECT_FALSE(Accepts(Signed(claims)));
  claims["sub"] = "";
  EXPECT_FALSE(Accepts(Signed(claims)));
  for (const char* token : {"", ".", "..", "...", "a.b.c", "Bearer x"}) EXPECT_FALSE(Accepts(token)) << token;
  EXPECT_FALSE(Accepts(Signed(SoundClaims()) + std::string("\0x", 2)));
}

TEST(Token, NeedsAKeyOfTheRightKind) {
  EXPECT_THROW(Verifier(""), std::runtime_error);
  EXPECT_THROW(Verifier("no key"), std::runtime_error);
  EXPECT_THROW(Verifier(NewKeys("P-384").public_pem), std::runtime_error);
  EXPECT_THROW(Verifier(Keys().private_pem), std::runtime_error);
  EXPECT_THROW(Signer(Keys().public_pem), std::runtime_error);
  EXPECT_THROW(Signer(NewKeys("P-384").private_pem), std::runtime_error);
}

}  // namespace
}  // namespace maillage::auth
