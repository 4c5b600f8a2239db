#include "platform/runtime/runtime.h"

#include <algorithm>
#include <map>

#include "platform/audit/audit.h"
#include "platform/core/reasons.h"
#include "platform/letters/watch.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/retention/purges.h"
#include "platform/runtime/clock_service.h"
#include "platform/runtime/measures.h"
#include "platform/runtime/parts.h"
#include "platform/runtime/service_token.h"
#include "platform/runtime/signals.h"
#include "platform/runtime/stop_guard.h"

namespace maillage::platform {
namespace {

using std::chrono::milliseconds;

/// Of the ten seconds from SIGTERM to exit.
constexpr milliseconds kStopWithin{9000};
constexpr milliseconds kGiveUpAfter{9700};
/// A call under way and an outbox row each have this long; consumers and due loops end by themselves after their batch.
constexpr milliseconds kGrace{3000};

std::unique_ptr<Clock> MakeClock(bool test) {
  if (test) return std::make_unique<StepClock>();
  return std::make_unique<SystemClock>();
}

}  // namespace

struct Runtime::State {
  State(std::string name, const BaseConfig& base)
      : service(std::move(name)),
        config(base),
        clock(MakeClock(base.test())),
        token(service, base.private_key),
        verifier(base.public_key),
        database(base.postgres),
        producer(base.kafka) {}

  Status Start();
  void Stop();
  Status ServePlain();
  Status ServeRpc();

  const std::string service;
  const BaseConfig config;
  const std::unique_ptr<Clock> clock;
  ServiceToken token;
  auth::Verifier verifier;
  pg::Database database;
  kafka::Producer producer;
  rpc::Router router;
  Steppable steppable;
  std::map<std::string, std::unique_ptr<rpc::Client>> clients;
  std::vector<std::shared_ptr<void>> kept;  // in the order in which they were made
  std::unique_ptr<outbox::Relay> relay;
  retention::Retention retention;
  Parts parts;
  std::unique_ptr<rpc::Server> server;
  std::unique_ptr<http::Server> plain;
  std::atomic<bool> serving{false};
};

Runtime::Runtime(std::string service, const BaseConfig& config) {
  TakeOverSignals();
  state_ = std::make_unique<State>(std::move(service), config);
  state_->steppable.clock = config.test() ? static_cast<StepClock*>(state_->clock.get()) : nullptr;
  state_->steppable.published = [this] { return state_->producer.Positions(); };
  ServeClock(state_->router, state_->steppable);
  ServeDatabase(state_->database, config.migrations);
  ServeBroker(state_->producer);
  ServeKeyEnd(state_->verifier, config.private_key);
  Purge("idempotency", retention::Requests(state_->database, *state_->clock, config.request_days));
  Purge("audit", retention::Audit(state_->database, *state_->clock, config.audit_days));
}

Runtime::~Runtime() {
  state_->Stop();
  // What was made last may use what was made before.
  while (!state_->kept.empty()) state_->kept.pop_back();
}

Clock& Runtime::clock() { return *state_->clock; }
pg::Database& Runtime::database() { return state_->database; }
kafka::Producer& Runtime::producer() { return state_->producer; }
rpc::Router& Runtime::router() { return state_->router; }
const BaseConfig& Runtime::config() const { return state_->config; }

rpc::Client& Runtime::ClientTo(const std::string& target) {
  auto& client = state_->clients[target];
  if (!client) client = std::make_unique<rpc::Client>(target, [this] { return state_->token.Get(); });
  return *client;
}

void Runtime::RelayOutbox() {
  if (state_->relay) return;
  state_->relay = std::make_unique<outbox::Relay>(state_->database, state_->producer, "maillage/" + state_->service,
                                                  outbox::RelayConfig{});
  outbox::ServeDepth(state_->database);
  state_->steppable.activities.push_back(state_->relay.get());
}

inbox::Consumer& Runtime::Consume(inbox::ConsumerConfig config, inbox::Handler handler) {
  if (config.kafka.brokers.empty()) config.kafka = state_->config.kafka;
  auto& letters = Own<letters::Watch>(config.kafka, config.group, config.topics);
  auto& consumer = Own<inbox::Consumer>(state_->database, state_->producer, std::move(config), std::move(handler));
  Purge("inbox", [&consumer, days = state_->config.inbox_days](auto most) { return consumer.Forget(days, most); });
  state_->steppable.reached.emplace_back(
      [&consumer](const std::string& topic, std::int32_t partition, std::int64_t next_offset) {
        return consumer.Reached(topic, partition, next_offset);
      });
  const auto start = [&consumer]() -> Status {
    consumer.Start();
    return {};
  };
  Add(
      "consumer", start, [&consumer] { consumer.Stop(); }, &consumer);
  const auto count = [&letters]() -> Status {
    letters.Start();
    return {};
  };
  Add(
      "dead letters", count, [&letters] { letters.Stop(); }, nullptr);
  return consumer;
}

DueLoop& Runtime::RunDue(const std::string& name, DueLoop::Work work) {
  auto& loop = Own<DueLoop>(name, *state_->clock, std::move(work));
  const auto start = [&loop]() -> Status {
    loop.Start();
    return {};
  };
  Add(
      name, start, [&loop] { loop.Stop(); }, &loop);
  return loop;
}

http::Server& Runtime::Http(const std::string& listen) {
  auto& server = Own<http::Server>(listen);
  Add(
      "http " + listen, [&server] { return server.Start(); }, [&server] { server.Stop(); }, nullptr);
  return server;
}

void Runtime::Watch(const std::string& dependency, std::function<bool()> answers) {
  ServeDependency(dependency, std::move(answers));
}

void Runtime::Purge(const std::string& table, retention::Purge purge) {
  state_->retention.Add(table, std::move(purge));
}

void Runtime::Add(const std::string& name, std::function<Status()> start, std::function<void()> stop,
                  const Activity* activity) {
  state_->parts.Add(name, std::move(start), [stop = std::move(stop)](milliseconds) {
    if (stop) stop();
  });
  if (activity != nullptr) state_->steppable.activities.push_back(activity);
}

int Runtime::port() const { return state_->serving ? state_->server->port() : 0; }

int Runtime::Run() {
  if (auto started = state_->Start(); !started) {
    log::Error("could not start", started.error());
    const StopGuard guard(kGiveUpAfter);
    state_->Stop();
    return 1;
  }
  log::Info("serving", {{"port", std::to_string(state_->server->port())}});
  const std::string signal = WaitForStopSignal();
  log::Info("stopping", {{"signal", signal}});
  const StopGuard guard(kGiveUpAfter);
  state_->Stop();
  log::Info("stopped");
  return 0;
}

void Runtime::Keep(std::shared_ptr<void> object) { state_->kept.push_back(std::move(object)); }

Status Runtime::State::Start() {
  if (!config.owner_url.empty()) {
    if (auto migrated = pg::Migrate(config.owner_url, config.migrations, config.database_role); !migrated)
      return migrated;
  }
  if (auto served = ServePlain(); !served) return served;
  if (relay) relay->Start();
  if (auto started = parts.StartAll(); !started) return started;
  if (auto served = ServeRpc(); !served) return served;
  retention.Start();
  serving = true;
  return {};
}

void Runtime::State::Stop() {
  serving = false;
  steppable.stopping = true;
  retention.Stop();
  const auto until = std::chrono::steady_clock::now() + kStopWithin;
  if (server) server->Stop(kGrace);
  const auto left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
  parts.StopAll(left - kGrace);
  if (relay) relay->Stop(kGrace);
  metrics::Registry::Process().StopExposing();
  if (plain) plain->Stop();
}

/// /metrics for Prometheus, /healthz for whoever asks over plain HTTP.
Status Runtime::State::ServePlain() {
  plain = std::make_unique<http::Server>(config.metrics_listen);
  plain->Get("/metrics", [](const http::Request&) {
    return http::Response{200, "text/plain; version=0.0.4; charset=utf-8", metrics::Registry::Process().Text(), {}};
  });
  plain->Get("/healthz", [this](const http::Request&) {
    const bool well = serving;
    return http::Response{well ? 200 : 503, "text/plain; charset=utf-8", well ? "SERVING\n" : "NOT_SERVING\n", {}};
  });
  return plain->Start();
}

Status Runtime::State::ServeRpc() {
  rpc::ServerConfig server_config;
  server_config.listen = config.listen;
  server_config.executor_threads = config.executor_threads;
  server = std::make_unique<rpc::Server>(
      server_config, *clock, verifier, router,
      [this](const Call& call, const std::string& resource) { return audit::Append(database, call, resource); });
  steppable.activities.push_back(server.get());
  return server->Start();
}

}  // namespace maillage::platform
