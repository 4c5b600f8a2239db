// The notifier: the ledger of reminders and every message sent to a person.

#include <signal.h>
#include <unistd.h>

#include "notifier/engine/engine.h"
#include "notifier/engine/mailer.h"
#include "notifier/engine/sent.h"
#include "notifier/rpc/handlers.h"
#include "notifier/web/unsubscribe.h"
#include "platform/runtime/runtime.h"

namespace maillage::notifier {
namespace {

struct Config {
  std::string http_listen;
  LetterConfig letters;
  smtp::Config smtp;
  smtp::RateLimit::Config rate;
  redis::Config redis;
  std::string directory_target;
  int mail_days = 0;
};

Config ReadConfig(config::Reader& read) {
  Config config;
  config.http_listen = read.Text("HTTP_LISTEN", "127.0.0.1:7123", "address of the unsubscribe page");
  config.letters.from = read.Text("MAIL_FROM", "address that mails come from");
  config.letters.public_url = read.Text("PUBLIC_URL", "address of network's pages, without a slash at its end");
  config.letters.notifier_url =
      read.Text("NOTIFIER_URL", "address of the notifier's own pages, without a slash at its end");
  config.smtp.url = read.Text("SMTP_URL", "smtp:// or smtps:// address of the mail server");
  config.smtp.user = read.Text("SMTP_USER", "", "user at the mail server; empty: none");
  config.smtp.password = read.Secret("SMTP_PASSWORD", "", "password at the mail server");
  config.smtp.ca_file = read.Text("SMTP_CA_FILE", "", "PEM: who vouches for the mail server's certificate");
  config.smtp.connections = read.Int("SMTP_CONNECTIONS", 8, 1, 64, "connections to the mail server kept open");
  config.smtp.envelope_sender = config.letters.from;
  config.rate.per_second = read.Number("MAIL_RATE", 50, 0.1, 100000, "mails a second, over all replicas");
  config.rate.burst = config.rate.per_second * 2;
  config.rate.reserve = config.rate.per_second * 0.4;
  config.rate.local_per_second = config.rate.per_second * 0.2;
  config.redis.host = read.Text("REDIS_HOST", "127.0.0.1", "host of Redis");
  config.redis.port = read.Int("REDIS_PORT", 6379, 1, 65535, "port of Redis");
  config.directory_target = read.Text("DIRECTORY_TARGET", "host:port of directory");
  config.mail_days = read.Int("MAIL_DAYS", 400, 30, 3650, "days that the texts of mails are kept");
  return config;
}

void Build(platform::Runtime& runtime, const Config& config) {
  auto& database = runtime.database();
  auto& signer = runtime.Own<auth::LinkSigner>(runtime.config().link_key);
  auto& redis = runtime.Own<redis::Redis>(config.redis);
  runtime.Watch("redis", [&redis] { return redis.Command({"PING"}).has_value(); });
  auto& rate = runtime.Own<smtp::RateLimit>(redis, config.rate);
  auto& sender = runtime.Own<smtp::Sender>(config.smtp, metrics::Registry::Process());
  auto& mailer = runtime.Own<Mailer>(sender, rate);
  auto& watchers = runtime.Own<rpc::Watchers>();
  auto& engine = runtime.Own<Engine>(
      database, runtime.clock(), LetterWriter(config.letters, signer),
      [&mailer](const std::vector<Outgoing>& mails) { return mailer.Post(mails); }, [] { kill(getpid(), SIGTERM); });
  mailer.SendOnlyWhile([&engine] { return engine.MaySend(); });
  engine.OnSent([&watchers](const SentMail& mail) { watchers.Tell(mail); });

  rpc::ServeReminders(runtime.router(), database, engine);
  rpc::ServeRules(runtime.router(), database, engine);
  rpc::ServeNotifications(runtime.router(), database, engine, watchers);
  web::ServeUnsubscribe(runtime.Http(config.http_listen), signer, runtime.clock(),
                        runtime.ClientTo(config.directory_target));
  runtime.Purge("mail", [&database, &clock = runtime.clock(), days = config.mail_days](std::int64_t most) {
    return database.Write<std::int64_t>(pg::Scope::Internal(), [&](pg::Transaction& tx) {
      return ForgetTexts(tx, clock.Now() - std::chrono::hours(24 * days), most);
    });
  });
  ServeLedgerCounts(database, runtime.clock());

  runtime.RelayOutbox();
  runtime.Add(
      "engine", [&engine] { return engine.Load(); }, [] {}, &engine);
  inbox::ConsumerConfig topics;
  topics.kafka = runtime.config().kafka;
  topics.group = "notifier";
  topics.topics = {"maillage.directory.events", "maillage.network.events"};
  topics.ordered_by_time = true;
  auto& consumer = runtime.Consume(topics, engine.Hearing());
  engine.SendOnlyWhen([&consumer] { return consumer.CaughtUp(); });
  auto& dispatch = runtime.RunDue("reminders", [&engine](Instant) { return engine.Dispatch(); });
  engine.OnChange([&dispatch] { dispatch.Poke(); });
  runtime.Add(
      "sending", [] { return Status{}; }, [&engine] { engine.Stop(); }, nullptr);
}

}  // namespace
}  // namespace maillage::notifier

int main() {
  using namespace maillage;
  return platform::Main<notifier::Config>("notifier", notifier::ReadConfig, notifier::Build);
}
