#include "platform/core/call.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage {
namespace {

using testing::MatchesRegex;

const std::string kTraceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const std::string kSpanId = "00f067aa0ba902b7";

TEST(Caller, HoldsARoleInOneCafOrInAll) {
  const Caller caller{"cafs/95/people/p-1", {{"95", {"PILOT"}}, {"*", {"ADVISER"}}}, {}};
  EXPECT_TRUE(caller.HasRole("95", "PILOT"));
  EXPECT_FALSE(caller.HasRole("78", "PILOT"));
  EXPECT_TRUE(caller.HasRole("78", "ADVISER"));
  EXPECT_FALSE(caller.HasRole("95", "COORDINATOR"));
  EXPECT_FALSE(Caller{}.HasRole("95", "PILOT"));
}

TEST(Caller, PassesEveryRoleCheckAsAdminOrService) {
  const Caller service{"services/notifier", {{"*", {"SERVICE"}}}, {}};
  EXPECT_TRUE(service.HasRole("95", "PILOT"));
  const Caller admin{"cafs/95/people/p-1", {{"95", {"ADMIN"}}}, {}};
  EXPECT_TRUE(admin.HasRole("95", "PILOT"));
  EXPECT_FALSE(admin.HasRole("78", "PILOT"));
}

TEST(Trace, GoesThroughItsHeader) {
  const auto trace = Trace::FromTraceparent("00-" + kTraceId + "-" + kSpanId + "-00");
  EXPECT_EQ(trace.trace_id, kTraceId);
  EXPECT_EQ(trace.span_id, kSpanId);
  EXPECT_EQ(trace.ToTraceparent(), "00-" + kTraceId + "-" + kSpanId + "-01");
}

TEST(Trace, ReadsALaterVersionThatSaysMore) {
  EXPECT_EQ(Trace::FromTraceparent("01-" + kTraceId + "-" + kSpanId + "-01-more").trace_id, kTraceId);
}

TEST(Trace, IsNewWhenTheHeaderIsMalformed) {
  const std::string zeros(32, '0');
  for (const auto& header :
       {std::string(), std::string("00"), "00-" + kTraceId + "-" + kSpanId, "00-" + zeros + "-" + kSpanId + "-01",
        "00-" + kTraceId + "-0000000000000000-01", "ff-" + kTraceId + "-" + kSpanId + "-01",
        "00-" + kTraceId + "-" + kSpanId + "-01-more", "00-" + kTraceId + "-" + kSpanId + "-zz",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + kSpanId + "-01"}) {
    const auto trace = Trace::FromTraceparent(header);
    EXPECT_NE(trace.trace_id, kTraceId) << header;
    EXPECT_THAT(trace.trace_id, MatchesRegex("[0-9a-f]{32}")) << header;
    EXPECT_THAT(trace.span_id, MatchesRegex("[0-9a-f]{16}")) << header;
  }
  EXPECT_NE(Trace::New().trace_id, Trace::New().trace_id);
}

}  // namespace
}  // namespace maillage
