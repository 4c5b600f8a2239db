#include "platform/core/ids.h"

#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <stdexcept>

namespace maillage {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

std::string Hex(const unsigned char* bytes, std::size_t size) {
  std::string text;
  text.reserve(size * 2);
  for (std::size_t i = 0; i < size; ++i) {
    text += kHexDigits[bytes[i] >> 4];
    text += kHexDigits[bytes[i] & 15];
  }
  return text;
}

bool IsLowerOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Cuts the first segment off `rest`; what is left has no leading slash. `more` tells `a` from `a/`.
std::string_view CutSegment(std::string_view& rest, bool& more) {
  const auto slash = rest.find('/');
  more = slash != std::string_view::npos;
  const auto segment = rest.substr(0, slash);
  rest = more ? rest.substr(slash + 1) : std::string_view{};
  return segment;
}

/// OpenSSL's random bytes, fetched for many at once: a fetch costs some 15,000 instructions whatever its size, and each
/// call and event has its ids.
class RandomBytes {
 public:
  void Fill(std::array<unsigned char, 16>& bytes) {
    if (left_ == 0) {
      if (RAND_bytes(store_.data(), static_cast<int>(store_.size())) != 1)
        throw std::runtime_error("the system's source of randomness failed");
      left_ = store_.size();
    }
    left_ -= bytes.size();
    std::copy_n(store_.begin() + static_cast<std::ptrdiff_t>(left_), bytes.size(), bytes.begin());
  }

 private:
  std::array<unsigned char, 1024> store_;
  std::size_t left_ = 0;
};

}  // namespace

std::string NewUuid() {
  thread_local RandomBytes random;
  std::array<unsigned char, 16> bytes;
  random.Fill(bytes);
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0f) | 0x40);  // version 4
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3f) | 0x80);  // RFC 4122 variant
  std::string text(36, '-');
  auto at = text.begin();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
    *at++ = kHexDigits[bytes[i] >> 4];
    *at++ = kHexDigits[bytes[i] & 15];
  }
  return text;
}

bool IsResourceId(std::string_view text) {
  if (text.empty() || text.size() > 63 || !IsLowerOrDigit(text.front())) return false;
  for (char c : text) {
    if (!IsLowerOrDigit(c) && c != '-') return false;
  }
  return true;
}

std::vector<std::string> MatchName(std::string_view name, std::string_view pattern) {
  std::vector<std::string> ids;
  bool more_name = true;
  bool more_pattern = true;
  while (more_name && more_pattern) {
    const auto segment = CutSegment(name, more_name);
    const auto expected = CutSegment(pattern, more_pattern);
    if (expected == "*") {
      if (!IsResourceId(segment)) return {};
      ids.emplace_back(segment);
    } else if (segment != expected) {
      return {};
    }
  }
  if (more_name || more_pattern) return {};
  return ids;
}

std::string_view LastSegment(std::string_view name) {
  const auto slash = name.rfind('/');
  return slash == std::string_view::npos ? name : name.substr(slash + 1);
}

std::string_view CafOf(std::string_view name) {
  constexpr std::string_view kPrefix = "cafs/";
  if (!name.starts_with(kPrefix)) return {};
  name.remove_prefix(kPrefix.size());
  const auto caf = name.substr(0, name.find('/'));
  return IsResourceId(caf) ? caf : std::string_view{};
}

std::string Sha256Hex(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return Hex(digest.data(), digest.size());
}

}  // namespace maillage
