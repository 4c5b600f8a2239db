#include "platform/auth/keys.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cstring>
#include <memory>
#include <stdexcept>

namespace maillage::auth {
namespace {

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

int NoPassphrase(char*, int, int, void*) { return -1; }

using ReadPem = EVP_PKEY* (*)(BIO*, EVP_PKEY**, pem_password_cb*, void*);

void Check(const std::string& pem, ReadPem read, const char* what) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const Key key(read(bio.get(), nullptr, NoPassphrase, nullptr), EVP_PKEY_free);
  char group[32] = "";
  const bool p256 = key && EVP_PKEY_get_group_name(key.get(), group, sizeof group, nullptr) == 1 &&
                    std::strcmp(group, "prime256v1") == 0;
  ERR_clear_error();
  if (!p256) throw std::runtime_error(std::string("not the PEM text of an EC P-256 ") + what);
}

}  // namespace

void CheckPublicKey(const std::string& pem) { Check(pem, PEM_read_bio_PUBKEY, "public key"); }
void CheckPrivateKey(const std::string& pem) { Check(pem, PEM_read_bio_PrivateKey, "private key"); }

}  // namespace maillage::auth
