#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "notifier/smtp/sender.h"

namespace maillage::notifier::smtp {
namespace {

using Kind = Outcome::Kind;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using testing::HasSubstr;

/// tools/mailcatcher as a child process, with its folder of mails and its faults.
class Catcher {
 public:
  explicit Catcher(std::vector<std::string> options = {})
      : folder_(std::filesystem::temp_directory_path() /
                ("catcher-" + std::to_string(getpid()) + "-" + std::to_string(++count_))) {
    int out[2];
    EXPECT_EQ(pipe(out), 0);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(out[1], STDOUT_FILENO);
      options.insert(options.begin(), {"python3", std::string(MAILLAGE_SOURCE_DIR) + "/tools/mailcatcher", "--smtp",
                                       "0", "--http", "0", "--dir", folder_.string()});
      std::vector<char*> arguments;
      for (auto& option : options) arguments.push_back(option.data());
      arguments.push_back(nullptr);
      execv("/usr/bin/python3", arguments.data());
      _exit(127);
    }
    close(out[1]);
    FILE* lines = fdopen(out[0], "r");
    char smtp[64] = "";
    char http[64] = "";
    EXPECT_EQ(std::fscanf(lines, "mailcatcher: %63s %63s", smtp, http), 2);
    std::fclose(lines);
    smtp_ = smtp;
    http_ = http;
  }

  ~Catcher() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
    std::filesystem::remove_all(folder_);
  }

  const std::string& url() const { return smtp_; }

  void Fail(const std::string& faults) {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    const auto body = "{\"faults\": [" + faults + "]}";
    curl_easy_setopt(curl.get(), CURLOPT_URL, (http_ + "api/faults").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, body.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
    curl_easy_setopt(
        curl.get(), CURLOPT_WRITEFUNCTION, +[](char*, std::size_t size, std::size_t n, void*) { return size * n; });
    ASSERT_EQ(curl_easy_perform(curl.get()), CURLE_OK);
  }

  /// How many connections were ever opened.
  int Connections() const {
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
    std::string answer;
    curl_easy_setopt(curl.get(), CURLOPT_URL, (http_ + "api/count").c_str());
    curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer);
    curl_easy_setopt(
        curl.get(), CURLOPT_WRITEFUNCTION, +[](char* data, std::size_t size, std::size_t n, void* user) {
          static_cast<std::string*>(user)->append(data, size * n);
          return size * n;
        });
    EXPECT_EQ(curl_easy_perform(curl.get()), CURLE_OK);
    const auto at = answer.find("\"connections\": ");
    return at == std::string::npos ? -1 : std::stoi(answer.substr(at + 15));
  }

  /// What arrived, by recipient.
  std::multimap<std::string, std::string> Mails() const {
    std::multimap<std::string, std::string> mails;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      std::ifstream file(entry.path(), std::ios::binary);
      std::stringstream content;
      content << file.rdbuf();
      mails.emplace(entry.path().stem().string().substr(7), content.str());
    }
    return mails;
  }

 private:
  static inline int count_ = 0;
  std::filesystem::path folder_;
  pid_t pid_ = 0;
  std::string smtp_;
  std::string http_;
};

std::string Address(int number) { return "p-" + std::to_string(number) + "@example.org"; }

std::vector<Message> Batch(int size) {
  std::vector<Message> batch;
  for (int i = 0; i < size; ++i) batch.push_back({Address(i), "Subject: " + std::to_string(i) + "\r\n\r\nBonjour\r\n"});
  return batch;
}

Config SettingsFor(const Catcher& catcher) {
  Config config;
  config.url = catcher.url();
  config.envelope_sender = "reseau-ctg@example.org";
  config.connect_timeout = milliseconds{700};
  config.message_timeout = milliseconds{3000};
  return config;
}

/// With a server that takes one command at a time, and with one that takes several at once.
class SenderTest : public testing::TestWithParam<std::vector<std::string>> {
 protected:
  Config Settings() const { return SettingsFor(catcher); }
  std::vector<Outcome> Send(const std::vector<Message>& batch) {
    return sender.Send(batch, steady_clock::now() + seconds{20});
  }

  Catcher catcher{GetParam()};
  metrics::Registry registry;
  Sender sender{Settings(), registry};
};
INSTANTIATE_TEST_SUITE_P(OneByOne, SenderTest, testing::Values(std::vector<std::string>{}));
INSTANTIATE_TEST_SUITE_P(AtOnce, SenderTest, testing::Values(std::vector<std::string>{"--pipelining"}));

TEST_P(SenderTest, HandsOverEveryByte) {
  const std::string content = "Subject: x\r\n\r\n.une ligne qui commence par un point\r\n..\r\n.\r\nQUIT\r\nfin\r\n";
  const auto outcomes = Send({{"p-1@example.org", content}});
  EXPECT_EQ(outcomes.front().kind, Kind::kAccepted) << outcomes.front().answer;
  EXPECT_EQ(outcomes.front().code, 250);
  const auto mails = catcher.Mails();
  ASSERT_EQ(mails.size(), 1U);
  EXPECT_EQ(mails.find("p-1@example.org")->second, content);
}

TEST_P(SenderTest, KeepsConnectionsOpen) {
  Send(Batch(100));
  Send(Batch(100));
  EXPECT_EQ(catcher.Mails().size(), 200U);
  EXPECT_LE(catcher.Connections(), Settings().connections);
  EXPECT_THAT(registry.Text(), HasSubstr("maillage_smtp_messages_total{outcome=\"accepted\"} 200"));
}

TEST_P(SenderTest, OneRefusedRecipientOfFiftyLeavesFortyNineDelivered) {
  catcher.Fail(R"({"kind": "refuse", "recipient": "p-17@example.org"})");
  const auto outcomes = Send(Batch(50));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(outcomes[i].kind, i == 17 ? Kind::kRefused : Kind::kAccepted) << i << " " << outcomes[i].answer;
  EXPECT_EQ(outcomes[17].code, 550);
  EXPECT_THAT(outcomes[17].answer, HasSubstr("550 No such mailbox here"));
  EXPECT_EQ(catcher.Mails().size(), 49U);
  EXPECT_EQ(catcher.Mails().count("p-17@example.org"), 0U);
}

TEST_P(SenderTest, A451IsForLaterAndWorksThen) {
  catcher.Fail(R"({"kind": "refuse", "code": 451, "times": 1})");
  EXPECT_EQ(Send(Batch(1)).front().kind, Kind::kTryLater);
  EXPECT_EQ(Send(Batch(1)).front().kind, Kind::kAccepted);
}

TEST_P(SenderTest, CountsHowOftenInARowTheServerPutMailsOff) {
  catcher.Fail(R"({"kind": "refuse", "code": 451, "times": 3})");
  for (int i = 1; i <= 3; ++i) {
    Send(Batch(1));
    EXPECT_THAT(registry.Text(), HasSubstr("maillage_smtp_failures_in_a_row " + std::to_string(i) + "\n"));
  }
  Send(Batch(1));
  EXPECT_THAT(registry.Text(), HasSubstr("maillage_smtp_failures_in_a_row 0\n"));
}

TEST_P(SenderTest, AnAnswerToTheFinalDotIsAnAnswer) {
  catcher.Fail(
      R"({"kind": "refuse_data", "recipient": "p-0@*", "code": 554}, {"kind": "refuse_data", "recipient": "p-1@*", "code": 452})");
  const auto outcomes = Send(Batch(3));
  EXPECT_EQ(outcomes[0].kind, Kind::kRefused) << outcomes[0].answer;
  EXPECT_EQ(outcomes[1].kind, Kind::kTryLater) << outcomes[1].answer;
  EXPECT_EQ(outcomes[2].kind, Kind::kAccepted) << outcomes[2].answer;
}

TEST_P(SenderTest, AConnectionLostAfterTheFinalDotIsUnknown) {
  catcher.Fail(R"({"kind": "drop", "recipient": "p-3@*", "times": 1})");
  const auto outcomes = Send(Batch(20));
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(outcomes[i].kind, i == 3 ? Kind::kUnknown : Kind::kAccepted) << i << " " << outcomes[i].answer;
  EXPECT_EQ(catcher.Mails().size(), 20U);
}

TEST_P(SenderTest, ASilenceAfterTheFinalDotIsUnknownAndEnds) {
  catcher.Fail(R"({"kind": "delay", "seconds": 30, "times": 1})");
  const auto began = steady_clock::now();
  EXPECT_EQ(Send(Batch(1)).front().kind, Kind::kUnknown);
  EXPECT_LT(steady_clock::now() - began, seconds{6});
}

TEST_P(SenderTest, AServerThatNeverGreetsIsForLater) {
  catcher.Fail(R"({"kind": "silent"})");
  const auto began = steady_clock::now();
  const auto outcomes = Send(Batch(4));
  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.kind, Kind::kTryLater) << outcome.answer;
  EXPECT_LT(steady_clock::now() - began, seconds{4});
  catcher.Fail("");
  EXPECT_EQ(Send(Batch(1)).front().kind, Kind::kAccepted);
}

TEST_P(SenderTest, WhatIsNotBegunByTheDeadlineIsForLater) {
  catcher.Fail(R"({"kind": "delay", "seconds": 0.3})");
  const auto outcomes = sender.Send(Batch(200), steady_clock::now() + milliseconds{400});
  EXPECT_GT(std::count_if(outcomes.begin(), outcomes.end(),
                          [](const Outcome& outcome) { return outcome.kind == Kind::kTryLater; }),
            100);
}

TEST_P(SenderTest, NothingReachesTheServerForAHostileAddress) {
  for (const char* address : {"", "a@example.org>\r\nRCPT TO:<b@example.org", "a b@example.org", "<a@example.org>"}) {
    EXPECT_EQ(Send({{address, "Subject: x\r\n\r\n"}}).front().kind, Kind::kRefused) << address;
  }
  EXPECT_EQ(catcher.Mails().size(), 0U);
}

/// A server that takes nothing without TLS and a login, with a certificate of its own.
class GuardedTest : public testing::Test {
 protected:
  GuardedTest() {
    std::filesystem::create_directories(folder_);
    const auto command =
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=mailcatcher "
        "-addext "
        "subjectAltName=IP:127.0.0.1 -out " +
        certificate_ + " -keyout " + key_ + " 2>/dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    catcher_.emplace(std::vector<std::string>{"--pipelining", "--tls", certificate_, key_, "--login", "caf", "secret"});
    config_ = SettingsFor(*catcher_);
    config_.connect_timeout = seconds{10};
    config_.ca_file = certificate_;
    config_.user = "caf";
    config_.password = "secret";
  }
  ~GuardedTest() override { std::filesystem::remove_all(folder_); }

  Outcome SendOne() const {
    metrics::Registry registry;
    return Sender(config_, registry).Send(Batch(1), steady_clock::now() + seconds{20}).front();
  }

  const std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("guarded-" + std::to_string(getpid()));
  const std::string certificate_ = folder_ / "server.crt", key_ = folder_ / "server.key";
  std::optional<Catcher> catcher_;
  Config config_;
};

TEST_F(GuardedTest, TakesMailOverTlsFromWhoLogsIn) {
  metrics::Registry registry;
  Sender sender(config_, registry);
  for (const auto& outcome : sender.Send(Batch(40), steady_clock::now() + seconds{20}))
    EXPECT_EQ(outcome.kind, Kind::kAccepted) << outcome.answer;
  EXPECT_EQ(catcher_->Mails().size(), 40U);
}

TEST_F(GuardedTest, SaysThatAPasswordIsWrong) {
  config_.password = "wrong";
  const auto outcome = SendOne();
  EXPECT_EQ(outcome.kind, Kind::kTryLater);
  EXPECT_EQ(outcome.code, 535) << outcome.answer;
}

TEST_F(GuardedTest, IsNotTrustedWithoutAnAuthorityThatVouchesForIt) {
  config_.ca_file.clear();
  const auto outcome = SendOne();
  EXPECT_EQ(outcome.kind, Kind::kTryLater);
  EXPECT_THAT(outcome.answer, HasSubstr("certificate"));
  EXPECT_TRUE(catcher_->Mails().empty());
}

TEST(Sender, KeepsItsPasswordFromAServerWithoutTls) {
  const Catcher open;
  auto config = SettingsFor(open);
  config.user = "caf";
  config.password = "secret";
  metrics::Registry registry;
  const auto outcome = Sender(config, registry).Send(Batch(1), steady_clock::now() + seconds{5}).front();
  EXPECT_EQ(outcome.kind, Kind::kTryLater) << outcome.answer;
  EXPECT_TRUE(open.Mails().empty());
}

TEST(Sender, StopsWithoutWaitingForASilentServer) {
  Catcher catcher;
  auto config = SettingsFor(catcher);
  config.connections = 1;
  config.message_timeout = milliseconds{1000};
  catcher.Fail(R"({"kind": "delay", "seconds": 30, "recipient": "p-1@*"})");
  metrics::Registry registry;
  const auto began = steady_clock::now();
  {
    Sender sender(config, registry);
    const auto outcomes = sender.Send(Batch(3), began + seconds{20});
    EXPECT_EQ(outcomes[0].kind, Kind::kAccepted);
    EXPECT_EQ(outcomes[1].kind, Kind::kUnknown);
    EXPECT_EQ(outcomes[2].kind, Kind::kAccepted);
  }
  EXPECT_LT(steady_clock::now() - began, seconds{5});
}

TEST(Sender, NoServerIsForLater) {
  Config config;
  config.url = "smtp://127.0.0.1:9";
  metrics::Registry registry;
  Sender sender(config, registry);
  EXPECT_EQ(sender.Send(Batch(1), steady_clock::now() + seconds{5}).front().kind, Kind::kTryLater);
}

}  // namespace
}  // namespace maillage::notifier::smtp
