// Events from Kafka into a table, each once (inbox and effect in one commit); and COPY of the same rows into the same
// table.

#include <fmt/format.h>

#include <thread>

#include "bench/benches.h"
#include "bench/events.h"
#include "platform/inbox/consumer.h"
#include "platform/kafka/test_topics.h"
#include "platform/pg/test_database.h"

namespace maillage::bench {
namespace {

constexpr char kCopy[] = "copy heard (event_id, key, time, payload) from stdin";
constexpr std::size_t kCopyRows = 10'000;  // one commit

std::string LineOf(const kafka::Envelope& event) {
  return pg::CopyLine({event.id, event.key, event.time, pg::Bytes{event.payload}});
}

Status CopyAll(pg::Transaction& tx, const std::vector<kafka::Envelope>& events) {
  std::string lines;
  for (const auto& event : events) lines += LineOf(event);
  return tx.Copy(kCopy, lines);
}

}  // namespace

void Consume(const Size& size, Report& report) {
  const int count = size.Of(200'000);
  pg::TestDatabase database("consume");
  database.Script(
      "set role maillage_test_owner; create table heard (event_id uuid primary key, key text not null, time "
      "timestamptz "
      "not null, payload bytea not null); grant insert on heard to maillage_test_service");
  pg::Database service({database.url()});
  const kafka::TestTopics topics({kTopic});
  {
    RawProducer producer(topics.config());
    for (int i = 0; i < count; ++i) producer.Produce(EventNumber(i));
    producer.Flush();
  }
  std::vector<kafka::Envelope> events;
  for (int i = 0; i < count; ++i) events.push_back(EventNumber(i));

  const auto empty = [&] {
    database.Script("truncate heard, public.inbox");
    database.Script("checkpoint");
  };
  int run = 0;
  const auto ours = [&] {
    empty();
    kafka::Producer dead_letters(topics.config());
    inbox::ConsumerConfig config;
    config.kafka = topics.config();
    config.group = fmt::format("bench-{}", run++);
    config.topics = {kTopic};
    std::atomic<int> heard = 0;
    int applied = 0;
    std::chrono::steady_clock::time_point first;
    inbox::Handler handler;
    handler.apply = [&](pg::Transaction& tx, const std::vector<kafka::Envelope>& batch) {
      if (applied == 0 && heard == 0) first = std::chrono::steady_clock::now();
      applied = static_cast<int>(batch.size());
      return CopyAll(tx, batch);
    };
    handler.committed = [&] { heard += applied; };
    inbox::Consumer consumer(service, dead_letters, config, handler);
    consumer.Start();
    while (heard < count) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    // From the first batch on: joining the group takes its time, once.
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - first).count();
    consumer.Stop();
    return count / seconds;
  };
  const auto bare = [&] {
    empty();
    return count / Seconds([&] {
             for (std::size_t from = 0; from < events.size(); from += kCopyRows) {
               const auto first = events.begin() + static_cast<std::ptrdiff_t>(from);
               const auto last =
                   events.begin() + static_cast<std::ptrdiff_t>(std::min(from + kCopyRows, events.size()));
               auto copied = service.Write<bool>(pg::Scope::Internal(), [&](pg::Transaction& tx) -> Result<bool> {
                 if (auto status = CopyAll(tx, {first, last}); !status) return Propagate(status);
                 return true;
               });
               Require(copied.has_value(), copied ? "" : copied.error().message);
             }
           });
  };
  report.AtLeast("consume", Alternate(size.pairs(), ours, bare), "events/s", 0.4);
}

}  // namespace maillage::bench
