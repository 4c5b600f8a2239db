#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/auth/token.h"
#include "platform/clock/due_loop.h"
#include "platform/config/config.h"
#include "platform/http/server.h"
#include "platform/inbox/consumer.h"
#include "platform/outbox/relay.h"
#include "platform/pg/database.h"
#include "platform/redis/redis.h"
#include "platform/retention/retention.h"
#include "platform/rpc/client.h"
#include "platform/rpc/server.h"

namespace maillage::platform {

/// What every service is told (variables MAILLAGE_…).
struct BaseConfig {
  std::string env;             // ENV: production, development, test
  std::string log_level;       // LOG_LEVEL
  std::string listen;          // LISTEN: gRPC
  std::string metrics_listen;  // METRICS_LISTEN: /metrics and /healthz
  pg::Config postgres;         // DATABASE_URL, POOL_SIZE
  std::string owner_url;       // DATABASE_OWNER_URL: migrations run at start when it is set
  std::string database_role;   // DATABASE_ROLE
  std::string migrations;      // MIGRATIONS: folder
  kafka::Config kafka;         // KAFKA_BROKERS, KAFKA_PREFIX
  std::string public_key;      // TOKEN_PUBLIC_KEY_FILE: public keys, certificates for those that have an end
  std::string private_key;     // TOKEN_PRIVATE_KEY_FILE: for calls to other services; may be empty
  std::string link_key;        // LINK_KEY
  int executor_threads;        // EXECUTOR_THREADS
  int request_days = 7;        // REQUEST_DAYS: how long the answers to request ids are kept
  int inbox_days = 120;        // INBOX_DAYS: how long the ids of applied events are kept
  int audit_days = 365;        // AUDIT_DAYS: how long the rows of the audit are kept
  bool test() const { return env == "test"; }
};

/// The parts of a running service, started in the order in which they were added and stopped in the reverse one:
/// NOT_SERVING → refuse → drain executor → close consumers and due loops → flush relay → pools. SIGTERM to exit within
/// 10 s.
class Runtime {
 public:
  Runtime(std::string service, const BaseConfig& config);
  ~Runtime();

  Clock& clock();
  pg::Database& database();
  kafka::Producer& producer();
  rpc::Router& router();
  const BaseConfig& config() const;
  /// A client of another service of the platform, with this service's own token.
  rpc::Client& ClientTo(const std::string& target);

  /// Keeps an object as long as the runtime.
  template <class T, class... Args>
  T& Own(Args&&... args) {
    auto object = std::make_shared<T>(std::forward<Args>(args)...);
    T& reference = *object;
    Keep(std::move(object));
    return reference;
  }
  void RelayOutbox();
  inbox::Consumer& Consume(inbox::ConsumerConfig config, inbox::Handler handler);
  DueLoop& RunDue(const std::string& name, DueLoop::Work work);
  http::Server& Http(const std::string& listen);
  /// At each scrape, whether something that the service needs answers (`maillage_dependency_up{dependency}`); within a
  /// second. PostgreSQL and Kafka are watched without being asked for.
  void Watch(const std::string& dependency, std::function<bool()> answers);
  /// Removes what is past its time from a table of the service's own, every hour in real time.
  void Purge(const std::string& table, retention::Purge purge);
  /// Something else with a life: `start` and `stop` in order, and an activity for the stepped clock (may be null).
  void Add(const std::string& name, std::function<Status()> start, std::function<void()> stop,
           const Activity* activity);

  /// The gRPC server's port while it serves; 0 before.
  int port() const;

  /// Starts everything, serves until SIGTERM or SIGINT, stops everything. The exit code.
  int Run();

 private:
  void Keep(std::shared_ptr<void> object);
  struct State;
  std::unique_ptr<State> state_;
};

/// `main` of a service: reads the configuration (the service's own settings through `read`), builds, runs. Exit code 78
/// for a configuration that is wrong, 1 when something could not start.
template <class Config>
int Main(const std::string& service, const std::function<Config(config::Reader&)>& read,
         const std::function<void(Runtime&, const Config&)>& build);

/// Reads BaseConfig; `service` in lower case.
BaseConfig ReadBaseConfig(config::Reader& reader, const std::string& service);
int RunMain(const std::string& service, const std::function<std::function<void(Runtime&)>(config::Reader&)>& prepare);

template <class Config>
int Main(const std::string& service, const std::function<Config(config::Reader&)>& read,
         const std::function<void(Runtime&, const Config&)>& build) {
  return RunMain(service, [&](config::Reader& reader) -> std::function<void(Runtime&)> {
    auto config = std::make_shared<Config>(read(reader));
    return [config, build](Runtime& runtime) { build(runtime, *config); };
  });
}

}  // namespace maillage::platform
