#include "platform/auth/signed_link.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace maillage::auth {
namespace {

using testing::MatchesRegex;

const Instant kEnd = date::sys_days{date::year{2026} / 2 / 3} + std::chrono::hours{11};
const Instant kBefore = kEnd - std::chrono::hours{24};
const std::map<std::string, std::string> kFields{
    {"act", "decline"}, {"person", "cafs/95/people/é"}, {"event", "cafs/95/events/r1"}};
const LinkSigner kSigner("0123456789abcdef0123456789abcdef");

TEST(SignedLink, GivesBackItsFields) {
  const auto link = kSigner.Read(kSigner.Sign(kFields, kEnd), kBefore);
  ASSERT_TRUE(link);
  EXPECT_EQ(link->fields, kFields);
  EXPECT_EQ(link->expires, kEnd);
}

// Mails that were sent long ago carry such texts (made with Python's hmac and base64).
TEST(SignedLink, StaysWhatItWas) {
  EXPECT_EQ(kSigner.Sign(kFields, kEnd),
            "GOdYuSEeXZeqN6GLMcsJaWdGpwsc7zJjWiQ1e1bl1uN7ImV4cGlyZXMiOjE3NzAxMTY0MDAwMDAwMDAsImZpZWxkcy"
            "I6eyJhY3QiOiJkZWNsaW5lIiwiZXZlbnQiOiJjYWZzLzk1L2V2ZW50cy9yMSIsInBlcnNvbiI6ImNhZnMvOTUvcGVv"
            "cGxlL8OpIn19");
}

TEST(SignedLink, IsSafeInAnAddress) { EXPECT_THAT(kSigner.Sign(kFields, kEnd), MatchesRegex("[A-Za-z0-9_-]+")); }

TEST(SignedLink, ExpiresAtItsInstant) {
  const auto text = kSigner.Sign(kFields, kEnd);
  EXPECT_TRUE(kSigner.Read(text, kEnd - std::chrono::microseconds{1}));
  const auto late = kSigner.Read(text, kEnd);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().reason, "LINK_EXPIRED");
}

TEST(SignedLink, LastsAsLongAsAFeed) {
  const Instant far = date::sys_days{date::year{2100} / 1 / 1};
  EXPECT_EQ(kSigner.Read(kSigner.Sign(kFields, far), kBefore)->expires, far);
}

TEST(SignedLink, IsInvalidWhenAnyLetterIsOther) {
  const auto text = kSigner.Sign(kFields, kEnd);
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string altered = text;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    const auto link = kSigner.Read(altered, kBefore);
    ASSERT_FALSE(link) << i;
    EXPECT_EQ(link.error().reason, "LINK_INVALID");
  }
}

TEST(SignedLink, IsInvalidWhenItIsCutOrLonger) {
  const auto text = kSigner.Sign(kFields, kEnd);
  for (std::size_t size = 0; size < text.size(); ++size)
    EXPECT_FALSE(kSigner.Read(text.substr(0, size), kBefore)) << size;
  EXPECT_FALSE(kSigner.Read(text + "A", kBefore));
  EXPECT_FALSE(kSigner.Read(text + "=", kBefore));
}

TEST(SignedLink, OfAnotherKeyIsInvalid) {
  const LinkSigner other("another key of at least 32 characters");
  EXPECT_EQ(kSigner.Read(other.Sign(kFields, kEnd), kBefore).error().reason, "LINK_INVALID");
}

TEST(SignedLink, NeedsAKeyOfSomeLength) { EXPECT_THROW(LinkSigner("short"), std::runtime_error); }

}  // namespace
}  // namespace maillage::auth
