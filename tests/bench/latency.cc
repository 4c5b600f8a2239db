// From the commit of a write to the consumer's handler, at a steady pace; and from a bare produce to a bare consume.

#include <fmt/format.h>
#include <google/protobuf/wrappers.pb.h>

#include <atomic>
#include <thread>

#include "bench/benches.h"
#include "bench/events.h"
#include "platform/inbox/consumer.h"
#include "platform/kafka/test_topics.h"
#include "platform/outbox/outbox.h"
#include "platform/outbox/relay.h"
#include "platform/pg/test_database.h"

namespace maillage::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPerSecond = 1000;
constexpr int kWriters = 8;
constexpr int kWarmUp = 500;  // events that are not counted

/// When each event left, and when it arrived.
class Trips {
 public:
  explicit Trips(int events) : left_(static_cast<std::size_t>(events)), arrived_(static_cast<std::size_t>(events)) {}

  void Left(int event) { left_[static_cast<std::size_t>(event)] = Clock::now(); }
  void Arrived(int event) {
    arrived_[static_cast<std::size_t>(event)] = Clock::now();
    ++count_;
  }
  void AwaitAll() const {
    const auto until = Clock::now() + std::chrono::seconds(60);
    while (count_ < static_cast<int>(left_.size())) {
      Require(Clock::now() < until, "events did not arrive");
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
  /// Of those after the warm-up, in ms. One that arrived before its writer was told took no time.
  double P99() const {
    std::vector<double> times;
    for (std::size_t i = kWarmUp; i < left_.size(); ++i)
      times.push_back(std::max(0.0, std::chrono::duration<double, std::milli>(arrived_[i] - left_[i]).count()));
    return Percentile(times, 99);
  }

 private:
  std::vector<Clock::time_point> left_, arrived_;
  std::atomic<int> count_{0};
};

/// Calls `act(number)` for each number at its time, from so many threads.
void AtPace(int events, int threads, const std::function<void(int)>& act) {
  const auto start = Clock::now();
  std::vector<std::thread> writers;
  for (int writer = 0; writer < threads; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = writer; i < events; i += threads) {
        std::this_thread::sleep_until(start + std::chrono::microseconds(1'000'000LL * i / kPerSecond));
        act(i);
      }
    });
  }
  for (auto& writer : writers) writer.join();
}

/// Commit → handler, p99 in ms.
double Ours(int events) {
  pg::TestDatabase database("latency");
  pg::Database service({database.url(), kWriters});
  pg::Database consuming({database.url(), 2});
  const kafka::TestTopics topics({kTopic});
  kafka::Producer producer(topics.config());
  outbox::Relay relay(service, producer, "maillage/bench", {});
  inbox::ConsumerConfig config;
  config.kafka = topics.config();
  config.group = "bench";
  config.topics = {kTopic};
  Trips trips(events);
  inbox::Handler handler;
  handler.apply = [&](pg::Transaction&, const std::vector<kafka::Envelope>& batch) -> Status {
    for (const auto& event : batch) {
      google::protobuf::StringValue message;
      message.ParseFromString(event.payload);
      trips.Arrived(std::stoi(message.value()));
    }
    return {};
  };
  inbox::Consumer consumer(consuming, producer, config, handler);
  consumer.Start();
  relay.Start();
  while (!consumer.CaughtUp()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  AtPace(events, kWriters, [&](int number) {
    google::protobuf::StringValue message;
    message.set_value(fmt::format("{:<300}", number));
    const auto like = EventNumber(number);
    auto written = service.Write<bool>(pg::Scope("95", Clock::now() + std::chrono::seconds(10)),
                                       [&](pg::Transaction& tx) -> Result<bool> {
                                         outbox::Append(tx, {kTopic, like.key, "95", like.time, Trace::New()}, message);
                                         return true;
                                       });
    Require(written.has_value(), "a write failed");
    trips.Left(number);
  });
  trips.AwaitAll();
  consumer.Stop();
  relay.Stop(std::chrono::seconds(5));
  return trips.P99();
}

/// Produce → consume, p99 in ms.
double Bare(int events) {
  const kafka::TestTopics topics({kTopic});
  Trips trips(events);
  kafka::Settings settings(topics.config().brokers);
  settings.Set("group.id", topics.config().prefix + "bare");
  settings.Set("enable.auto.commit", "false");
  settings.Set("auto.offset.reset", "earliest");
  const auto client = std::move(settings).Create(RD_KAFKA_CONSUMER);
  rd_kafka_poll_set_consumer(client.get());
  const kafka::PartitionList list(rd_kafka_topic_partition_list_new(3));
  for (int partition = 0; partition < 3; ++partition)
    rd_kafka_topic_partition_list_add(list.get(), (topics.config().prefix + kTopic).c_str(), partition)->offset = 0;
  rd_kafka_assign(client.get(), list.get());
  std::atomic<bool> ended = false;
  std::thread reader([&] {
    while (!ended) {
      const kafka::MessageHandle message(rd_kafka_consumer_poll(client.get(), 100));
      if (message && message->err == RD_KAFKA_RESP_ERR_NO_ERROR)
        trips.Arrived(std::stoi(std::string(static_cast<const char*>(message->payload), message->len)));
    }
  });
  RawProducer producer(topics.config());
  AtPace(events, 1, [&](int number) {
    auto event = EventNumber(number);
    event.payload = fmt::format("{:<300}", number);
    trips.Left(number);
    producer.Produce(event);
  });
  producer.Flush();
  trips.AwaitAll();
  ended = true;
  reader.join();
  rd_kafka_consumer_close(client.get());
  return trips.P99();
}

}  // namespace

void Latency(const Size& size, Report& report) {
  const int events = kWarmUp + size.Of(5000);
  const auto pairs = Alternate(
      size.pairs(), [&] { return Ours(events); }, [&] { return Bare(events); });
  report.Figure("latency.p99.ours", pairs.ours, "ms");
  report.Figure("latency.p99.bare", pairs.bare, "ms");
  report.Judged("latency.p99", pairs.Ratios(), "of bare", Report::Bound::kAtMost, 2);
  std::vector<double> added;
  for (std::size_t i = 0; i < pairs.ours.size(); ++i) added.push_back(pairs.ours[i] - pairs.bare[i]);
  report.Judged("latency.p99.added", added, "ms", Report::Bound::kAtMost, 5);
}

}  // namespace maillage::bench
