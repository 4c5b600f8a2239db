// An invitation to 5,000 people: claimed, written, sent over 8 kept-open connections and marked; and postfix'
// smtp-source with as many messages of the same size over as many connections, to the same mail server (smtp_sink.h).

#include <fmt/format.h>

#include "bench/benches.h"
#include "bench/child.h"
#include "bench/notifier.h"
#include "notifier/engine/mailer.h"
#include "platform/redis/test_redis.h"

namespace maillage::bench {
namespace {

constexpr int kConnections = 8;

/// Mails a second, from due to marked.
double Ours(int people, int port) {
  StepClock clock(PublishedAt());
  redis::Redis redis(redis::TestConfig());
  // Not the rate that a mail server asks for: its price, without its limit.
  notifier::smtp::RateLimit rate(redis, {"bench:mail-rate", 1e6, 1e6, 0, 1e6});
  notifier::smtp::Config smtp;
  smtp.url = fmt::format("smtp://127.0.0.1:{}", port);
  smtp.envelope_sender = "rappels@example.org";
  smtp.connections = kConnections;
  notifier::smtp::Sender sender(smtp, metrics::Registry::Process());
  notifier::Mailer mailer(sender, rate);
  NotifierScene scene(clock, [&](const std::vector<notifier::Outgoing>& mails) { return mailer.Post(mails); });
  return SentPerSecond(scene, clock, people);
}

double Bare(int mails, std::size_t bytes, int port) {
  return mails / Seconds([&] {
           OutputOf({"smtp-source", "-d", "-s", std::to_string(kConnections), "-m", std::to_string(mails), "-l",
                     std::to_string(bytes), "-f", "rappels@example.org", "-t", "p-000000@example.org",
                     fmt::format("inet:127.0.0.1:{}", port)});
         });
}

}  // namespace

void Mailing(const Size& size, Report& report) {
  const int people = size.Of(5000);
  Child sink({"--smtp-sink"});
  const int port = std::stoi(sink.ReadLine());
  // What one of ours weighs: the bare one sends as much.
  Ours(100, port);
  const auto bytes = static_cast<std::size_t>(std::stoul(sink.Ask("size")));
  report.Figure("mailing.size", {static_cast<double>(bytes)}, "bytes");
  report.AtLeast("mailing",
                 Alternate(
                     size.pairs(), [&] { return Ours(people, port); }, [&] { return Bare(people, bytes, port); }),
                 "mails/s", 0.6);
}

}  // namespace maillage::bench
