#include "platform/kafka/topics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::kafka {
namespace {

TEST(Topics, EachDeclaredTopicHasItsDeadLetters) {
  auto topics = ReadTopics(MAILLAGE_SOURCE_DIR "/deploy/kafka/topics.yaml");
  ASSERT_TRUE(topics) << topics.error().message;
  std::vector<std::string> names;
  for (const auto& topic : *topics) {
    names.push_back(topic.name);
    EXPECT_EQ(topic.partitions, 3);
    EXPECT_TRUE(topic.settings.contains("retention.ms"));
  }
  EXPECT_THAT(names, testing::ElementsAre("maillage.directory.events", "maillage.directory.events.dlq",
                                          "maillage.network.events", "maillage.network.events.dlq",
                                          "maillage.notifier.events", "maillage.notifier.events.dlq"));
}

TEST(Topics, AFileThatIsNotThereIsAnError) { EXPECT_FALSE(ReadTopics("/nowhere.yaml")); }

}  // namespace
}  // namespace maillage::kafka
