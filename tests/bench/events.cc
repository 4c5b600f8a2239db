#include "bench/events.h"

#include <fmt/format.h>

#include "bench/bench.h"
#include "platform/core/call.h"
#include "platform/core/ids.h"
#include "platform/kafka/message.h"

namespace maillage::bench {

kafka::Envelope EventNumber(int number) {
  static const std::string kPayload(300, 'x');
  kafka::Envelope event;
  event.topic = kTopic;
  event.key = fmt::format("cafs/95/events/e-{:06}/registrations/r-{:06}", number % 100, number % 5000);
  event.id = NewUuid();
  event.type = "maillage.network.v1.RegistrationConfirmed";
  event.source = "maillage/bench";
  event.time = Instant(std::chrono::seconds(1'800'000'000) + std::chrono::milliseconds(number));
  event.caf = "95";
  event.traceparent = Trace::New().ToTraceparent();
  event.payload = kPayload;
  return event;
}

RawProducer::RawProducer(const kafka::Config& config) : topic_(config.prefix + kTopic) {
  kafka::Settings settings(config.brokers);
  settings.Set("enable.idempotence", "true");
  settings.Set("acks", "all");
  settings.Set("max.in.flight.requests.per.connection", "1");
  settings.Set("message.timeout.ms", "0");
  settings.Set("linger.ms", "0");
  settings.Set("compression.type", "lz4");
  settings.Set("partitioner", "murmur2_random");
  rd_kafka_conf_set_opaque(settings.get(), this);
  rd_kafka_conf_set_dr_msg_cb(settings.get(), &RawProducer::OnReport);
  client_ = std::move(settings).Create(RD_KAFKA_PRODUCER);
}

void RawProducer::OnReport(rd_kafka_t*, const rd_kafka_message_t* message, void* opaque) {
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) ++static_cast<RawProducer*>(opaque)->failed_;
}

void RawProducer::Produce(const kafka::Envelope& event) {
  auto headers = kafka::HeadersOf(event);
  for (;;) {
    const auto error = rd_kafka_producev(
        client_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_KEY(event.key.data(), event.key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(event.payload.data()), event.payload.size()),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) break;
    Require(error == RD_KAFKA_RESP_ERR__QUEUE_FULL, rd_kafka_err2str(error));
    rd_kafka_poll(client_.get(), 10);
  }
  (void)headers.release();  // the message's now
  rd_kafka_poll(client_.get(), 0);
}

void RawProducer::Flush() {
  while (rd_kafka_outq_len(client_.get()) > 0) rd_kafka_poll(client_.get(), 100);
  Require(failed_ == 0, "an event was not confirmed");
}

}  // namespace maillage::bench
