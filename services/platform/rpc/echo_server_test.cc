// What the tests of the server share (rpc/testing/echo_server.h).
#include "platform/rpc/testing/echo_server.h"

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

namespace maillage::rpc::testing {
namespace {

std::string Take(BIO* bio) {
  char* data = nullptr;
  const auto size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

}  // namespace

KeyPair KeyPair::Make() {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  KeyPair pair;
  BIO* bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(bio, key, nullptr, nullptr, 0, nullptr, nullptr);
  pair.private_pem = Take(bio);
  bio = BIO_new(BIO_s_mem());
  PEM_write_bio_PUBKEY(bio, key);
  pair.public_pem = Take(bio);
  EVP_PKEY_free(key);
  return pair;
}

EchoServer::EchoServer(ServerConfig config)
    : server_(std::make_unique<Server>(std::move(config), clock, verifier_, router_)) {}

void EchoServer::OnGet(std::function<Result<Echo>(const Call&, const GetEchoRequest&)> handler) {
  router_.Unary<GetEchoRequest, Echo>(kService + "GetEcho", std::move(handler));
}

void EchoServer::OnCreate(std::function<Result<Echo>(const Call&, const CreateEchoRequest&)> handler) {
  router_.Unary<CreateEchoRequest, Echo>(kService + "CreateEcho", std::move(handler));
}

void EchoServer::Start() {
  const auto started = server_->Start();
  ASSERT_TRUE(started) << started.error().message;
}

std::string EchoServer::TokenOf(const Caller& caller, std::chrono::seconds lifetime) const {
  return auth::Signer(keys_.private_pem).Sign(caller, lifetime);
}

Client EchoServer::ClientOf(const Caller& caller) const { return ClientWith(TokenOf(caller)); }

Client EchoServer::ClientWith(std::string token) const {
  return {target(), [token = std::move(token)] { return token; }};
}

}  // namespace maillage::rpc::testing
