#include <algorithm>

#include "platform/core/base64url.h"
#include "platform/core/ids.h"
#include "platform/core/reasons.h"
#include "platform/listing/listing.h"

namespace maillage::listing {
namespace {

constexpr int kUsualSize = 100;
constexpr int kMostItems = 1000;
constexpr std::size_t kDigestSize = 16;

std::string Digest(const std::string& key, const std::string& scope) {
  return Sha256Hex(key + '\n' + scope).substr(0, kDigestSize);
}

}  // namespace

Result<Page> ReadPage(int page_size, const std::string& page_token, const std::string& scope) {
  if (page_size < 0) return Fail(reason::kInvalidRequest, "page_size is negative");
  const int size = page_size == 0 ? kUsualSize : std::min(page_size, kMostItems);
  if (page_token.empty()) return Page{size, ""};
  const std::string token = FromBase64Url(page_token).value_or("");
  const std::string key = token.size() > kDigestSize ? token.substr(kDigestSize) : "";
  if (key.empty() || token != Digest(key, scope) + key) {
    return Fail(reason::kInvalidPageToken, "the page token was not issued for this list with this filter");
  }
  return Page{size, key};
}

std::string NextToken(const std::string& last_key, const std::string& scope) {
  return ToBase64Url(Digest(last_key, scope) + last_key);
}

}  // namespace maillage::listing
