#include "notifier/smtp/transaction.h"

#include <gtest/gtest.h>

namespace maillage::notifier::smtp {
namespace {

using Kind = Outcome::Kind;

const Message kMessage{"aicha@example.org", "Subject: x\r\n\r\nBonjour\r\n"};

/// All that is to be sent is sent; what it was.
std::string SendAll(Transaction& transaction) {
  const std::string sent(transaction.unsent());
  transaction.Sent(sent.size());
  return sent;
}

Transaction Plain(const Message& message = kMessage) { return {message, "rappels@example.org", {}}; }

/// Up to the content, which is not sent yet.
void GoToContent(Transaction& transaction) {
  for (const int code : {250, 250, 354}) {
    SendAll(transaction);
    transaction.Hear({code, std::to_string(code) + " so"});
  }
}

TEST(Transaction, SaysOneCommandAfterTheOther) {
  auto transaction = Plain();
  EXPECT_EQ(SendAll(transaction), "MAIL FROM:<rappels@example.org>\r\n");
  EXPECT_EQ(transaction.unsent(), "");
  transaction.Hear({250, "250 OK"});
  EXPECT_EQ(SendAll(transaction), "RCPT TO:<aicha@example.org>\r\n");
  transaction.Hear({251, "251 OK"});
  EXPECT_EQ(SendAll(transaction), "DATA\r\n");
  EXPECT_FALSE(transaction.AtContent());
  transaction.Hear({354, "354 go on"});
  EXPECT_TRUE(transaction.AtContent());
  EXPECT_EQ(SendAll(transaction), "Subject: x\r\n\r\nBonjour\r\n.\r\n");
  EXPECT_FALSE(transaction.over());
  transaction.Hear({250, "250 Taken"});
  EXPECT_TRUE(transaction.over());
  EXPECT_EQ(transaction.OutcomeNow("").kind, Kind::kAccepted);
  EXPECT_EQ(transaction.OutcomeNow("").answer, "250 Taken");
}

TEST(Transaction, SaysAllCommandsAtOnceToAServerThatTakesThemSo) {
  Transaction transaction(kMessage, "rappels@example.org", {.pipelining = true, .size = true});
  EXPECT_EQ(SendAll(transaction), "MAIL FROM:<rappels@example.org> SIZE=23\r\nRCPT TO:<aicha@example.org>\r\nDATA\r\n");
  transaction.Hear({250, "250 OK"});
  transaction.Hear({250, "250 OK"});
  EXPECT_EQ(transaction.unsent(), "");
  transaction.Hear({354, "354 go on"});
  EXPECT_TRUE(SendAll(transaction).ends_with("Bonjour\r\n.\r\n"));
}

TEST(Transaction, DoublesDotsAtTheBeginningOfALine) {
  const auto travelling = [](const std::string& content) {
    const Message message{"a@example.org", content};
    auto transaction = Plain(message);
    GoToContent(transaction);
    return SendAll(transaction);
  };
  EXPECT_EQ(travelling(".\r\n..\r\na.\r\n"), "..\r\n...\r\na.\r\n.\r\n");
  EXPECT_EQ(travelling("\r\n.\r\n"), "\r\n..\r\n.\r\n");
  EXPECT_EQ(travelling("a\n.b\r\n"), "a\n.b\r\n.\r\n");
  EXPECT_EQ(travelling("without an end"), "without an end\r\n.\r\n");
}

TEST(Transaction, IsRefusedForGoodByA5xxAboutTheMessage) {
  const auto after = [](int steps, int code) {
    auto transaction = Plain();
    for (int i = 0; i < steps; ++i) {
      SendAll(transaction);
      transaction.Hear({i == 2 ? 354 : 250, ""});
    }
    SendAll(transaction);
    transaction.Hear({code, std::to_string(code)});
    EXPECT_TRUE(transaction.over());
    return transaction.OutcomeNow("").kind;
  };
  EXPECT_EQ(after(0, 550), Kind::kTryLater) << "that is about the sender";
  EXPECT_EQ(after(0, 552), Kind::kRefused) << "too big";
  for (const int step : {1, 2, 3}) {
    EXPECT_EQ(after(step, 550), Kind::kRefused) << step;
    EXPECT_EQ(after(step, 451), Kind::kTryLater) << step;
  }
}

TEST(Transaction, IsUnknownOnlyWhenTheServerMayHaveTheWholeMessage) {
  auto transaction = Plain();
  EXPECT_EQ(transaction.OutcomeNow("lost").kind, Kind::kTryLater);
  GoToContent(transaction);
  EXPECT_EQ(transaction.OutcomeNow("lost").kind, Kind::kTryLater);
  transaction.Sent(transaction.unsent().size() - 1);
  EXPECT_EQ(transaction.OutcomeNow("lost").kind, Kind::kTryLater) << "the dot is not there";
  transaction.Sent(1);
  EXPECT_EQ(transaction.OutcomeNow("lost").kind, Kind::kUnknown);
  EXPECT_EQ(transaction.OutcomeNow("lost").answer, "lost");
  transaction.Hear({250, "250 OK"});
  transaction.LoseReply();
  EXPECT_FALSE(transaction.over());
  EXPECT_EQ(transaction.OutcomeNow("lost").kind, Kind::kUnknown);
}

TEST(Transaction, EndsWhenTheServerAnswersBeforeItHasTheMessage) {
  auto transaction = Plain();
  GoToContent(transaction);
  transaction.Sent(5);
  transaction.Hear({552, "552 too big"});
  EXPECT_EQ(transaction.OutcomeNow("").kind, Kind::kRefused);
}

TEST(ReplyReader, PutsRepliesTogetherFromPieces) {
  ReplyReader replies;
  replies.Feed("25");
  EXPECT_FALSE(replies.Next());
  EXPECT_FALSE(replies.empty());
  replies.Feed("0-first\r\n250-sec");
  EXPECT_FALSE(replies.Next());
  replies.Feed("ond\r\n250 third\r\n354 go on\r\n\r\nnonsense\r\n4");
  const auto first = replies.Next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->code, 250);
  EXPECT_EQ(first->text, "250-first / 250-second / 250 third");
  EXPECT_EQ(replies.Next()->code, 354);
  EXPECT_FALSE(replies.Next());
  replies.Feed("21\r\n");
  EXPECT_EQ(replies.Next()->code, 421);
  EXPECT_TRUE(replies.empty());
}

}  // namespace
}  // namespace maillage::notifier::smtp
