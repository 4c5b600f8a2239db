#include "platform/rpc/error_details.h"

#include <gtest/gtest.h>

#include "google/rpc/error_details.pb.h"
#include "google/rpc/status.pb.h"
#include "platform/core/reasons.h"

namespace maillage::rpc {
namespace {

TEST(ErrorDetails, SurviveTheWay) {
  Error sent = Fail(reason::kInvalidRequest, "two fields are wrong").value();
  sent.metadata["etag"] = "w/1";
  sent.faults = {{"session.capacity", "must be positive"}, {"session.place", "is missing"}};

  Error received;
  ASSERT_TRUE(DecodeDetails(EncodeDetails(sent), received));

  EXPECT_EQ(received.reason, "INVALID_REQUEST");
  EXPECT_EQ(received.metadata, sent.metadata);
  ASSERT_EQ(received.faults.size(), 2);
  EXPECT_EQ(received.faults[1].field, "session.place");
  EXPECT_EQ(received.faults[1].message, "is missing");
}

TEST(ErrorDetails, AreWhatOtherClientsExpect) {
  google::rpc::Status status;
  ASSERT_TRUE(status.ParseFromString(EncodeDetails(Fail(reason::kNotFound, "there is no cafs/95").value())));
  EXPECT_EQ(status.code(), 5);
  EXPECT_EQ(status.message(), "there is no cafs/95");
  ASSERT_EQ(status.details_size(), 1);
  google::rpc::ErrorInfo info;
  ASSERT_TRUE(status.details(0).UnpackTo(&info));
  EXPECT_EQ(info.domain(), "maillage");
}

TEST(ErrorDetails, StaySmallEnoughForEveryClient) {
  Error sent = Fail(reason::kInvalidRequest, "everything is wrong").value();
  for (int i = 0; i < 1000; ++i) sent.faults.push_back({fmt::format("rows[{}]", i), std::string(200, 'x')});

  const auto details = EncodeDetails(sent);

  EXPECT_LT(details.size(), 6200);
  Error received;
  ASSERT_TRUE(DecodeDetails(details, received));
  EXPECT_GT(received.faults.size(), 20);
  EXPECT_EQ(received.faults.back().message, fmt::format("and {} more", 1000 - received.faults.size() + 1));
}

TEST(ErrorDetails, OfSomebodyElseAreNotOurs) {
  Error error;
  EXPECT_FALSE(DecodeDetails("", error));
  EXPECT_FALSE(DecodeDetails("\xff\xff", error));
}

TEST(CleanText, KeepsUtf8AndReplacesTheRest) {
  EXPECT_EQ(CleanText("Aïcha 🎉", 100), "Aïcha 🎉");
  EXPECT_EQ(CleanText("caf\xe9!", 100), "caf?!");
  EXPECT_EQ(CleanText("\xc0\xaf", 100), "??");
  EXPECT_EQ(CleanText("\xed\xa0\x80", 100), "???");
}

TEST(CleanText, CutsBetweenCharacters) {
  EXPECT_EQ(CleanText("éé", 3), "é");
  EXPECT_EQ(CleanText("abc", 2), "ab");
}

}  // namespace
}  // namespace maillage::rpc
