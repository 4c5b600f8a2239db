#include "platform/auth/keys.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstring>
#include <ctime>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace maillage::auth {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

int NoPassphrase(char*, int, int, void*) { return -1; }

Bio BioOf(std::string_view text) { return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free}; }

/// The key's PEM; throws when it is none of the curve.
std::string PemOf(EVP_PKEY* key, const char* what) {
  char group[32] = "";
  const bool p256 = key != nullptr && EVP_PKEY_get_group_name(key, group, sizeof group, nullptr) == 1 &&
                    std::strcmp(group, "prime256v1") == 0;
  ERR_clear_error();
  if (!p256) throw std::runtime_error(std::string("not the PEM text of an EC P-256 ") + what);
  const Bio bio(BIO_new(BIO_s_mem()), BIO_free);
  PEM_write_bio_PUBKEY(bio.get(), key);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(size)};
}

PublicKey FromCertificate(std::string_view block) {
  const Certificate certificate(PEM_read_bio_X509(BioOf(block).get(), nullptr, NoPassphrase, nullptr), X509_free);
  ERR_clear_error();
  if (!certificate) throw std::runtime_error("not the PEM text of a certificate");
  std::tm end{};
  if (ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &end) != 1)
    throw std::runtime_error("a certificate without an end");
  return {PemOf(X509_get0_pubkey(certificate.get()), "certificate"), Instant(std::chrono::seconds(timegm(&end)))};
}

PublicKey FromBareKey(std::string_view block) {
  const Key key(PEM_read_bio_PUBKEY(BioOf(block).get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  return {PemOf(key.get(), "public key"), std::nullopt};
}

}  // namespace

std::vector<PublicKey> ReadPublicKeys(const std::string& pem) {
  constexpr std::string_view kBegin = "-----BEGIN ";
  std::vector<PublicKey> keys;
  for (auto at = pem.find(kBegin); at != std::string::npos;) {
    const auto next = pem.find(kBegin, at + kBegin.size());
    const auto block = std::string_view(pem).substr(at, next - at);
    keys.push_back(block.starts_with("-----BEGIN CERTIFICATE-----") ? FromCertificate(block) : FromBareKey(block));
    at = next;
  }
  if (keys.empty()) throw std::runtime_error("not the PEM text of an EC P-256 public key");
  return keys;
}

std::string PublicHalf(const std::string& private_pem) {
  const Key key(PEM_read_bio_PrivateKey(BioOf(private_pem).get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  return PemOf(key.get(), "private key");
}

}  // namespace maillage::auth
