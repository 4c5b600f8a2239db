#include "cli/doctor/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::cli::doctor {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr char kText[] =
    "# HELP maillage_consumer_lag Events.\n"
    "# TYPE maillage_consumer_lag gauge\n"
    "maillage_consumer_lag{group=\"notifier\",partition=\"0\",topic=\"a.b\"} 3\n"
    "maillage_consumer_lag{group=\"notifier\",partition=\"1\",topic=\"a.b\"} 4\n"
    "maillage_consumer_lag{group=\"other\",partition=\"0\",topic=\"a.b\"} 5\n"
    "odd{label=\"a \\\"quoted}, brace\"} 1\n"
    "plain 1.5e-3\n"
    "none NaN\n"
    "broken{label=\"\n"
    "nothing\n"
    "\n";

TEST(Samples, AreSummedOverTheSeriesThatHaveTheLabels) {
  const auto samples = Samples::Parse(kText);
  EXPECT_EQ(samples.Sum("maillage_consumer_lag"), 12);
  EXPECT_EQ(samples.Sum("maillage_consumer_lag", {{"group", "notifier"}}), 7);
  EXPECT_EQ(samples.Sum("maillage_consumer_lag", {{"group", "notifier"}, {"partition", "1"}}), 4);
  EXPECT_EQ(samples.Sum("plain"), 0.0015);
  EXPECT_EQ(samples.Sum("odd", {{"label", "a \"quoted}, brace"}}), 1);
}

TEST(Samples, WhatIsNotThereIsNotZero) {
  const auto samples = Samples::Parse(kText);
  EXPECT_FALSE(samples.Sum("maillage_consumer"));
  EXPECT_FALSE(samples.Sum("maillage_consumer_lag", {{"group", "nobody"}}));
  EXPECT_FALSE(samples.Sum("broken"));
  EXPECT_FALSE(samples.Sum("nothing"));
}

TEST(Samples, AreListedByALabel) {
  const auto samples = Samples::Parse(kText);
  EXPECT_THAT(samples.By("group", "maillage_consumer_lag"),
              UnorderedElementsAre(Pair("notifier", 7), Pair("other", 5)));
  EXPECT_THAT(samples.By("group", "plain"), IsEmpty());
}

}  // namespace
}  // namespace maillage::cli::doctor
