// A full outbox, drained by the relay (read, produce, confirm, delete); and librdkafka alone with as many events.

#include "bench/relay.h"

#include <fmt/format.h>

#include <thread>

#include "bench/benches.h"
#include "bench/events.h"
#include "platform/core/call.h"
#include "platform/kafka/test_topics.h"
#include "platform/outbox/lane.h"
#include "platform/outbox/relay.h"
#include "platform/pg/test_database.h"

namespace maillage::bench {
namespace {

/// The lane of each of EventNumber's 5000 keys cannot be had in SQL: a table of them can.
void HaveKeys(const pg::TestDatabase& database) {
  std::string rows;
  for (int i = 0; i < 5000; ++i) {
    const auto key = EventNumber(i).key;
    rows += fmt::format("{}({}, '{}', {})", rows.empty() ? "" : ", ", i, key, outbox::LaneOf(key));
  }
  database.Script(
      "drop table if exists keys; create table keys (number int primary key, key text, lane int); insert into keys "
      "values " +
      rows);
}

}  // namespace

void FillOutbox(const pg::TestDatabase& database, int events) {
  HaveKeys(database);
  const auto event = EventNumber(0);
  database.Script(fmt::format(
      "truncate public.outbox; insert into public.outbox (event_id, topic, key, lane, type, caf, time, traceparent, "
      "payload) select gen_random_uuid(), '{}', keys.key, keys.lane, '{}', '95', now(), '{}', decode('{}', 'escape') "
      "from generate_series(1, {}) as n join keys on keys.number = n % 5000 order by n; analyze public.outbox",
      kTopic, event.type, event.traceparent, event.payload, events));
  database.Script("checkpoint");
}

void Relay(const Size& size, Report& report) {
  const int events = size.Of(1'000'000);
  pg::TestDatabase database("relay");
  pg::Database service({database.url()});
  const auto ours = [&] {
    FillOutbox(database, events);
    const kafka::TestTopics topics({kTopic});
    kafka::Producer producer(topics.config());
    outbox::Relay relay(service, producer, "maillage/bench", {});
    const double seconds = Seconds([&] {
      relay.Start();
      while (!relay.Quiet()) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    });
    relay.Stop(std::chrono::seconds(5));
    std::int64_t published = 0;
    for (const auto& [partition, next] : producer.Positions()) published += next;
    Require(published == events, fmt::format("{} of {} events were published", published, events));
    return events / seconds;
  };
  const auto bare = [&] {
    const kafka::TestTopics topics({kTopic});
    RawProducer producer(topics.config());
    return events / Seconds([&] {
             for (int i = 0; i < events; ++i) producer.Produce(EventNumber(i));
             producer.Flush();
           });
  };
  report.AtLeast("relay", Alternate(size.pairs(), ours, bare), "events/s", 0.5);
}

}  // namespace maillage::bench
