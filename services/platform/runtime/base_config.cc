#include <algorithm>

#include "platform/runtime/runtime.h"

namespace maillage::platform {
namespace {

constexpr std::size_t kShortestLinkKey = 32;
/// Days (deploy/kafka/topics.yaml): an event that is replayed from them is still to be known by those who applied it.
constexpr int kLettersAreKept = 90;

/// A service whose own tokens nobody would accept is not to start.
void CheckKeys(config::Reader& reader, const BaseConfig& config) {
  const auto refused = [&](const char* name, const auto& read) {
    try {
      return read();
    } catch (const std::exception& fault) {
      reader.Refuse(name, fmt::format("is {}", fault.what()));
    }
    return decltype(read())();
  };
  if (config.public_key.empty()) return;
  const auto keys = refused("TOKEN_PUBLIC_KEY_FILE", [&] { return auth::ReadPublicKeys(config.public_key); });
  if (config.private_key.empty() || keys.empty()) return;
  const auto own = refused("TOKEN_PRIVATE_KEY_FILE", [&] { return auth::PublicHalf(config.private_key); });
  if (!own.empty() && std::ranges::find(keys, own, &auth::PublicKey::pem) == keys.end())
    reader.Refuse("TOKEN_PRIVATE_KEY_FILE", "has its public half not among the keys of TOKEN_PUBLIC_KEY_FILE");
}

}  // namespace

BaseConfig ReadBaseConfig(config::Reader& reader, const std::string& service) {
  BaseConfig config;
  config.env = reader.OneOf("ENV", "production", {"production", "development", "test"}, "what the service runs for");
  config.log_level =
      reader.OneOf("LOG_LEVEL", "info", {"debug", "info", "warn", "error"}, "least level that is logged");
  config.listen = reader.Text("LISTEN", "host:port of the gRPC server");
  config.metrics_listen = reader.Text("METRICS_LISTEN", "host:port of /metrics and /healthz");
  config.postgres.url = reader.Secret("DATABASE_URL", "libpq connection string of the service's own role");
  config.postgres.pool_size = reader.Int("POOL_SIZE", 8, 1, 200, "connections to the database, at most");
  config.owner_url = reader.Secret("DATABASE_OWNER_URL", "",
                                   "libpq connection string of the owner: migrations run at start when it is set");
  config.database_role =
      reader.Text("DATABASE_ROLE", "maillage_" + service, "the service's own role, which migrations grant to");
  config.migrations = reader.Text("MIGRATIONS", "", "folder of the service's migrations");
  config.kafka.brokers = reader.Text("KAFKA_BROKERS", "host:port,… of the brokers");
  config.kafka.prefix = reader.Text("KAFKA_PREFIX", "", "put before every topic and group name");
  config.public_key = reader.File("TOKEN_PUBLIC_KEY_FILE",
                                  "PEM file: the keys that tokens are verified with, with an end as certificates");
  config.private_key = reader.File("TOKEN_PRIVATE_KEY_FILE", "", "PEM file: the key of the service's own tokens");
  config.link_key = reader.Secret("LINK_KEY", "", "key of the links in mails");
  config.executor_threads = reader.Int("EXECUTOR_THREADS", 64, 1, 200, "threads that run handlers");
  config.request_days = reader.Int("REQUEST_DAYS", 7, 1, 365, "days that the answers to request ids are kept");
  config.inbox_days = reader.Int("INBOX_DAYS", 120, kLettersAreKept + 1, 3650, "days that ids of events are kept");
  config.audit_days = reader.Int("AUDIT_DAYS", 365, 180, 3650, "days that rows of the audit are kept");
  CheckKeys(reader, config);
  if (!config.link_key.empty() && config.link_key.size() < kShortestLinkKey) {
    reader.Refuse("LINK_KEY", fmt::format("has less than {} characters", kShortestLinkKey));
  }
  return config;
}

}  // namespace maillage::platform
