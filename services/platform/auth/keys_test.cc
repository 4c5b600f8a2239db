#include "platform/auth/keys.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "platform/auth/test_keys.h"
#include "platform/auth/token.h"

namespace maillage::auth {
namespace {

using std::chrono::hours;
using std::chrono::system_clock;

const Caller kPilot{"cafs/95/people/p-1", {{"95", {"PILOT"}}}, {}};

std::string TokenOf(const TestKeys& keys) { return Signer(keys.private_pem).Sign(kPilot, hours(1)); }

TEST(PublicKeys, ABareKeyHasNoEnd) {
  const auto keys = TestKeys::Make();
  const auto read = ReadPublicKeys(keys.public_pem);
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].pem, keys.public_pem);
  EXPECT_FALSE(read[0].ends);
}

TEST(PublicKeys, ACertificateHasItsEnd) {
  const auto keys = TestKeys::Make();
  const auto before = date::floor<std::chrono::seconds>(system_clock::now() + hours(24));
  const auto read = ReadPublicKeys(keys.Certificate(hours(24)));
  ASSERT_EQ(read.size(), 1u);
  EXPECT_EQ(read[0].pem, keys.public_pem);
  ASSERT_TRUE(read[0].ends);
  EXPECT_GE(*read[0].ends, before);
  EXPECT_LE(*read[0].ends, system_clock::now() + hours(24));
}

TEST(PublicKeys, SeveralStandInOneText) {
  const auto old_keys = TestKeys::Make(), new_keys = TestKeys::Make();
  const auto read = ReadPublicKeys("the new one\n" + new_keys.Certificate(hours(24)) + "\n" + old_keys.public_pem);
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].pem, new_keys.public_pem);
  EXPECT_EQ(read[1].pem, old_keys.public_pem);
}

TEST(PublicKeys, OneThatIsNoneSpoilsTheText) {
  const auto keys = TestKeys::Make();
  EXPECT_THROW(ReadPublicKeys(""), std::runtime_error);
  EXPECT_THROW(ReadPublicKeys(keys.public_pem + keys.private_pem), std::runtime_error);
  EXPECT_THROW(ReadPublicKeys("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"), std::runtime_error);
}

TEST(PublicKeys, AreFoundByTheirPrivateHalf) {
  const auto keys = TestKeys::Make();
  EXPECT_EQ(PublicHalf(keys.private_pem), ReadPublicKeys(keys.Certificate(hours(1)))[0].pem);
  EXPECT_NE(PublicHalf(keys.private_pem), ReadPublicKeys(TestKeys::Make().public_pem)[0].pem);
}

TEST(PublicKeys, BothOldAndNewKeySignWhileBothAreValid) {
  const auto old_keys = TestKeys::Make(), new_keys = TestKeys::Make();
  const Verifier verifier(new_keys.Certificate(hours(24)) + old_keys.Certificate(hours(1)));
  EXPECT_TRUE(verifier.Verify(TokenOf(new_keys)));
  EXPECT_TRUE(verifier.Verify(TokenOf(old_keys)));
  EXPECT_FALSE(verifier.Verify(TokenOf(TestKeys::Make())));
}

TEST(PublicKeys, AKeyThatHasEndedSignsNothingAnyMore) {
  const auto keys = TestKeys::Make();
  EXPECT_FALSE(Verifier(keys.Certificate(hours(-1))).Verify(TokenOf(keys)));
  EXPECT_TRUE(Verifier(keys.Certificate(hours(1))).Verify(TokenOf(keys)));
}

}  // namespace
}  // namespace maillage::auth
