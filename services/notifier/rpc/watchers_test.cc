#include "notifier/rpc/watchers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace maillage::notifier::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

SentMail MailTo(const std::string& person, const std::string& id) {
  SentMail mail;
  mail.recipient = person;
  mail.message_id = id;
  return mail;
}

std::vector<std::string> All(Watchers::Watch& watch) {
  std::vector<std::string> ids;
  while (auto mail = watch.Next(std::chrono::milliseconds(0))) ids.push_back(mail->message_id);
  return ids;
}

TEST(Watchers, AreToldWhatIsSentToWhomTheyWatchInOrder) {
  Watchers watchers;
  const auto aicha = watchers.Follow("aicha");
  const auto again = watchers.Follow("aicha");
  const auto bruno = watchers.Follow("bruno");
  watchers.Tell(MailTo("aicha", "1"));
  watchers.Tell(MailTo("bruno", "2"));
  watchers.Tell(MailTo("aicha", "3"));
  EXPECT_THAT(All(*aicha), ElementsAre("1", "3"));
  EXPECT_THAT(All(*again), ElementsAre("1", "3"));
  EXPECT_THAT(All(*bruno), ElementsAre("2"));
  EXPECT_THAT(All(*bruno), IsEmpty());
}

TEST(Watchers, LoseTheOldestWhenTheyDoNotKeepUp) {
  Watchers watchers;
  const auto watch = watchers.Follow("aicha");
  for (int id = 0; id < 103; ++id) watchers.Tell(MailTo("aicha", std::to_string(id)));
  const auto ids = All(*watch);
  ASSERT_THAT(ids, SizeIs(100));
  EXPECT_EQ(ids.front(), "3");
  EXPECT_EQ(ids.back(), "102");
}

TEST(Watchers, ThatHaveGoneAreForgotten) {
  Watchers watchers;
  std::weak_ptr<Watchers::Watch> gone = watchers.Follow("aicha");
  watchers.Tell(MailTo("aicha", "1"));
  EXPECT_TRUE(gone.expired());
}

}  // namespace
}  // namespace maillage::notifier::rpc
