#include "bench/count.h"

#include <fmt/format.h>
#include <valgrind/callgrind.h>

#include <atomic>
#include <thread>

#include "bench/bench.h"
#include "bench/events.h"
#include "bench/notifier.h"
#include "bench/relay.h"
#include "bench/rpc.h"
#include "notifier/mail/composer.h"
#include "platform/inbox/consumer.h"
#include "platform/kafka/test_topics.h"
#include "platform/log/log.h"
#include "platform/outbox/relay.h"
#include "platform/rpc/client.h"

namespace maillage::bench {
namespace {

using std::chrono::milliseconds;

constexpr int kCalls = 500;
constexpr int kEvents = 3000;
constexpr int kReminders = 256;

void Begin() { CALLGRIND_START_INSTRUMENTATION; }

void End(int done) {
  CALLGRIND_STOP_INSTRUMENTATION;
  fmt::print("{}\n", done);
}

void CountRpc() {
  AdapterServer server;
  server.Start();
  const rpc::Client client(fmt::format("127.0.0.1:{}", server.port()), [] { return ""; });
  const auto call = [&](int times) {
    for (int i = 0; i < times; ++i) {
      // Public: a token is verified anew every few seconds, and callgrind takes its time.
      const auto answer = client.Call<platform::testing::Echo>(kPingMethod, platform::testing::ListEchoesRequest(),
                                                               {milliseconds(60'000), true, {}});
      Require(answer.has_value(), answer ? "" : answer.error().message);
    }
  };
  call(kCalls / 10);
  Begin();
  call(kCalls);
  End(kCalls);
}

void CountRelay() {
  pg::TestDatabase database("count");
  FillOutbox(database, kEvents);
  pg::Database service({database.url()});
  const kafka::TestTopics topics({kTopic});
  kafka::Producer producer(topics.config());
  Require(producer.Send({EventNumber(0)}, std::chrono::seconds(60)).size() == 1, "Kafka does not answer");
  outbox::Relay relay(service, producer, "maillage/bench", {});
  Begin();
  relay.Start();
  while (!relay.Quiet()) std::this_thread::sleep_for(milliseconds(20));
  End(kEvents);
  relay.Stop(std::chrono::seconds(5));
}

void CountConsume() {
  pg::TestDatabase database("count");
  pg::Database service({database.url()});
  const kafka::TestTopics topics({kTopic});
  RawProducer producer(topics.config());
  for (int i = 0; i < kEvents; ++i) producer.Produce(EventNumber(i));
  producer.Flush();
  inbox::ConsumerConfig config;
  config.kafka = topics.config();
  config.group = "count";
  config.topics = {kTopic};
  std::atomic<int> heard = 0;
  int first = 0;
  inbox::Handler handler;
  // Joining the group is no event's price: counting begins with the first batch, which is not counted.
  handler.apply = [&](pg::Transaction&, const std::vector<kafka::Envelope>& batch) -> Status {
    if (first == 0) {
      first = static_cast<int>(batch.size());
      Begin();
    }
    heard += static_cast<int>(batch.size());
    return {};
  };
  kafka::Producer dead_letters(topics.config());
  inbox::Consumer consumer(service, dead_letters, config, handler);
  consumer.Start();
  while (heard < kEvents || !consumer.Quiet()) std::this_thread::sleep_for(milliseconds(20));
  End(kEvents - first);
  consumer.Stop();
}

void CountReminders() {
  const notifier::mail::Composer composer;
  StepClock clock(PublishedAt());
  NotifierScene scene(clock, [&](const std::vector<notifier::Outgoing>& mails) {
    std::vector<notifier::Posted> posted(mails.size());
    for (std::size_t i = 0; i < mails.size(); ++i) {
      auto composed = composer.Compose(mails[i].letter);
      Require(composed.has_value(), "a mail was not written");
      posted[i] = {{notifier::Outcome::kSent, "250 OK"}, true, composed->subject, composed->text};
    }
    return posted;
  });
  scene.Join(kReminders);
  scene.Publish("e-1", PublishedAt() + std::chrono::hours(24 * 20));
  clock.AdvanceTo(InvitedAt());
  Begin();
  Require(scene.engine().Dispatch().has_value(), "nothing was sent");
  End(kReminders);
}

}  // namespace

int Count(const std::string& what) {
  log::Start("bench", "info");  // an access line is part of a call
  if (what == "rpc")
    CountRpc();
  else if (what == "relay")
    CountRelay();
  else if (what == "consume")
    CountConsume();
  else if (what == "reminder")
    CountReminders();
  else
    return 2;
  return 0;
}

}  // namespace maillage::bench
