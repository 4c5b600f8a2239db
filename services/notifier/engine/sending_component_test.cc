#include <atomic>
#include <thread>

#include "notifier/domain/reasons.h"
#include "notifier/engine/sent.h"
#include "notifier/engine/testing.h"

/// From what was heard to what was sent, on the real PostgreSQL.
namespace maillage::notifier {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Sending : public testing::EngineOnDatabase {
 protected:
  /// Until a back-off is over: from 1 to 2 seconds of real time.
  void WaitForRetry() {
    std::unique_lock lock(poke_mutex_);
    poked_.wait_for(lock, std::chrono::seconds(20), [this] { return pokes_ > 0; });
    pokes_ = 0;
  }
  void ListenForPokes() {
    engine_->OnChange([this] {
      const std::lock_guard lock(poke_mutex_);
      ++pokes_;
      poked_.notify_all();
    });
  }

  std::mutex poke_mutex_;
  std::condition_variable poked_;
  int pokes_ = 0;
};

TEST_F(Sending, ClaimsInTheDatabaseThenSendsThenWritesDown) {
  HaveOneDue();
  std::vector<std::string> during, told;
  server_.answer = [&](const Outgoing& mail) {
    during = Ask("select state || ' ' || claim as value from reminder where state = 'CLAIMED'");
    EXPECT_THAT(during, ElementsAre("CLAIMED " + mail.mail.message_id));
    return testing::Answer(Outcome::kSent, "250 OK");
  };
  engine_->OnSent([&](const SentMail& mail) { told.push_back(mail.message_id + " " + mail.title); });
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(during, SizeIs(1)) << "a mail left";
  const auto id = server_.given.at(0).message_id;
  EXPECT_THAT(Ask("select state || ' ' || message_id || ' ' || server_answer || ' ' || address as value from reminder "
                  "where rule = 'registration.confirmed'"),
              ElementsAre("SENT " + id + " 250 OK aicha@example.org"));
  EXPECT_THAT(Ask("select recipient || ' ' || title || ' ' || text as value from mail where message_id = '" + id + "'"),
              ElementsAre("cafs/95/people/aicha Titre Bonjour"));
  EXPECT_THAT(Events("RemindersSent"), ElementsAre("cafs/95/people/aicha"));
  EXPECT_THAT(told, ElementsAre(id + " Titre"));
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, SizeIs(1)) << "once";
}

TEST_F(Sending, SendsNothingBeforeItHasHeardWhatHappenedMeanwhile) {
  HaveOneDue();
  std::atomic<bool> caught_up = false;
  std::atomic<int> asked = 0;
  engine_->SendOnlyWhen([&] {
    ++asked;
    return caught_up.load();
  });
  std::thread due_loop([&] { EXPECT_TRUE(engine_->Dispatch()); });
  while (asked < 3) std::this_thread::yield();
  EXPECT_EQ(StateOf("registration.confirmed"), "PLANNED");
  caught_up = true;
  due_loop.join();
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
}

TEST_F(Sending, SendsNothingBeforeTheClockIsToldTheTime) {
  StepClock untold;
  clock_.AdvanceTo(testing::InParis("2026-01-12 10:00"));
  HaveOneDue();
  engine_.reset();
  Engine engine(database_, untold, Writer(), [this](const auto& mails) { return server_.Post(mails); });
  ASSERT_TRUE(engine.Load());
  EXPECT_EQ(engine.Dispatch().value(), Instant{} + std::chrono::microseconds(1)) << "as soon as it is";
  EXPECT_THAT(server_.given, IsEmpty());
}

TEST_F(Sending, SendsASecondCopyWithTheSameMessageIdAfterACrash) {
  HaveOneDue();
  server_.answer = [](const Outgoing&) -> Posted { throw std::runtime_error("kill -9"); };
  EXPECT_THROW((void)engine_->Dispatch(), std::runtime_error);
  EXPECT_EQ(StateOf("registration.confirmed"), "CLAIMED");
  server_.answer = [](const Outgoing&) { return testing::Answer(Outcome::kSent, "250 OK"); };
  Start();
  ASSERT_TRUE(engine_->Dispatch());
  ASSERT_THAT(server_.given, SizeIs(2));
  EXPECT_EQ(server_.given[0].message_id, server_.given[1].message_id);
  EXPECT_TRUE(server_.given[1].second_copy);
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
}

TEST_F(Sending, TriesAgainLaterWhatIsPostponed) {
  HaveOneDue();
  ListenForPokes();
  server_.answer = [](const Outgoing&) { return testing::Answer(Outcome::kPostponed, "421 later"); };
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(StateOf("registration.confirmed"), "PLANNED");
  EXPECT_FALSE(engine_->Quiet()) << "one waits";
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.given, SizeIs(1)) << "not before its back-off is over";
  server_.answer = [](const Outgoing&) { return testing::Answer(Outcome::kSent, "250 OK"); };
  WaitForRetry();
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
}

TEST_F(Sending, TriesAgainLaterWithTheSameMessageIdWhatMayHaveArrived) {
  HaveOneDue();
  ListenForPokes();
  server_.answer = [](const Outgoing&) { return testing::Answer(Outcome::kUnknown, "connection lost"); };
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(StateOf("registration.confirmed"), "UNKNOWN");
  EXPECT_THAT(Events("RemindersSent"), IsEmpty());
  server_.answer = [](const Outgoing&) { return testing::Answer(Outcome::kSent, "250 OK"); };
  WaitForRetry();
  ASSERT_TRUE(engine_->Dispatch());
  ASSERT_THAT(server_.given, SizeIs(2));
  EXPECT_EQ(server_.given[0].message_id, server_.given[1].message_id);
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
}

TEST_F(Sending, GivesNothingToTheMailServerThatIsNotClaimedAndSendsItOnceTheDatabaseIsBack) {
  HaveOneDue();
  TakeLedgerAway();
  EXPECT_FALSE(engine_->Dispatch());
  EXPECT_THAT(server_.given, IsEmpty());
  BringLedgerBack();
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_THAT(server_.Rules(), ElementsAre("registration.confirmed"));
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
}

TEST_F(Sending, WritesDownForSureWhatLeft) {
  HaveOneDue();
  std::thread healer;
  server_.answer = [&](const Outgoing&) {
    TakeLedgerAway();
    healer = std::thread([this] {
      std::this_thread::sleep_for(std::chrono::milliseconds(150));
      BringLedgerBack();
    });
    return testing::Answer(Outcome::kSent, "250 OK");
  };
  EXPECT_TRUE(engine_->Dispatch());
  healer.join();
  EXPECT_EQ(StateOf("registration.confirmed"), "SENT");
  EXPECT_THAT(server_.given, SizeIs(1));
}

TEST_F(Sending, ClaimsTheNextWaveWhileOneIsWithTheMailServer) {
  constexpr int kPeople = 300;  // more than a wave
  AddCaf();
  Publish("r1", "2026-03-03 09:30");
  std::vector<kafka::Envelope> facts;
  for (int i = 0; i < kPeople; ++i) {
    facts.push_back(EnvelopeOf(PersonOf("p" + std::to_string(i), "95", "")));
    facts.push_back(EnvelopeOf(Confirmation("p" + std::to_string(i), "r1")));
  }
  ASSERT_TRUE(Hear(facts));
  const auto claimed = [this] {
    return std::stoi(Ask("select count(*)::text as value from reminder where state = 'CLAIMED'").front());
  };
  int during_the_first = 0;
  server_.answer = [&](const Outgoing&) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (server_.given.size() == 1 && during_the_first < kPeople && std::chrono::steady_clock::now() < until)
      during_the_first = claimed();
    return testing::Answer(Outcome::kSent, "250 OK");
  };
  ASSERT_TRUE(engine_->Dispatch());
  EXPECT_EQ(during_the_first, kPeople);
  EXPECT_THAT(server_.given, SizeIs(kPeople));
  EXPECT_THAT(Ask("select distinct state as value from reminder where rule = 'registration.confirmed'"),
              ElementsAre("SENT"));
  EXPECT_THAT(Events("RemindersSent"), SizeIs(kPeople));
}

TEST_F(Sending, EndsWhenAnotherNotifierHasTakenOver) {
  HaveOneDue();
  database_server_.Script("update leader set epoch = epoch + 1");
  const auto done = engine_->Dispatch();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().reason, reason::kNotLeader.name);
  EXPECT_EQ(taken_over_, 1);
  EXPECT_THAT(server_.given, IsEmpty());
}

class Refusals : public Sending {
 protected:
  Refusals() {
    server_.answer = [](const Outgoing&) { return testing::Answer(Outcome::kRefused, "550 no such \xE9tage"); };
  }
  /// A confirmation for each of that many meetings.
  void Try(int times, const std::string& caf = "95") {
    for (int time = 0; time < times; ++time) {
      const auto event = "r" + std::to_string(++events_);
      Publish(event, "2026-03-03 09:30", caf);
      Register("aicha", event, caf);
      ASSERT_TRUE(engine_->Dispatch());
    }
  }
  bool IsBlocked(const std::string& caf = "95") const {
    bool blocked = false;
    engine_->Look(caf, [&](const Planner* planner) {
      blocked = planner->FindPerson("cafs/" + caf + "/people/aicha")->address_blocked;
    });
    return blocked;
  }
  int events_ = 0;
};

TEST_F(Refusals, FailAndTheThirdBlocksTheAddressInEveryCafUntilItIsCorrected) {
  AddCaf();
  AddCaf("75");
  Join("aicha");
  Join("aicha", "75", "Aicha@example.org");
  Try(2);
  EXPECT_THAT(Ask("select distinct state || ' ' || server_answer as value from reminder where rule = "
                  "'registration.confirmed'"),
              ElementsAre("FAILED 550 no such \xEF\xBF\xBDtage"));
  EXPECT_FALSE(IsBlocked());
  EXPECT_THAT(Events("AddressBlocked"), IsEmpty());
  Try(1);
  EXPECT_TRUE(IsBlocked());
  EXPECT_TRUE(IsBlocked("75")) << "it is the same address";
  EXPECT_THAT(Events("AddressBlocked"), ElementsAre("cafs/75/people/aicha", "cafs/95/people/aicha"));
  Try(1);
  EXPECT_THAT(server_.given, SizeIs(3)) << "nothing leaves any more";
  Start();
  EXPECT_TRUE(IsBlocked()) << "also after a restart";

  ASSERT_TRUE(Hear(PersonOf("aicha", "95", "aicha@example.net")));
  EXPECT_FALSE(IsBlocked());
  ASSERT_TRUE(Hear(PersonOf("aicha", "95", "aicha@example.org")));
  Try(2);
  EXPECT_FALSE(IsBlocked()) << "it was corrected: counted from one again";
}

TEST_F(Refusals, AreToldOnceWhenTheAnswerToTheirCommitWasLost) {
  AddCaf();
  Join("aicha");
  Try(3);
  ASSERT_THAT(Events("AddressBlocked"), SizeIs(1));
  engine_.reset();
  Leadership leadership(database_, [] {});
  ASSERT_TRUE(leadership.Acquire(std::chrono::seconds(20)));
  // The second try of the same commit.
  const News again{{}, {{"95", "cafs/95/people/aicha", "aicha@example.org", "550", clock_.Now()}}};
  ASSERT_TRUE(SaveAll(database_, leadership, {}, again));
  EXPECT_THAT(Events("AddressBlocked"), SizeIs(1));
}

TEST_F(Refusals, OfOurOwnMakingSayNothingOfTheAddress) {
  server_.answer = [](const Outgoing&) {
    auto posted = testing::Answer(Outcome::kRefused, "no template");
    posted.composed = false;
    return posted;
  };
  AddCaf();
  Join("aicha");
  Try(4);
  EXPECT_THAT(server_.given, SizeIs(4));
  EXPECT_FALSE(IsBlocked());
}

TEST_F(Refusals, ThatAreReportedLaterCountToo) {
  AddCaf();
  Join("aicha");
  Try(1);
  EXPECT_FALSE(engine_->ReportBounce("AICHA@example.org", "mailbox gone").value());
  EXPECT_TRUE(engine_->ReportBounce("aicha@example.org", "mailbox gone").value());
  EXPECT_TRUE(IsBlocked());
  EXPECT_FALSE(engine_->ReportBounce("nobody@example.org", "mailbox gone").value());
}

}  // namespace
}  // namespace maillage::notifier
