#include "platform/runtime/measures.h"

#include <algorithm>
#include <memory>

#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/pg/migrations.h"
#include "platform/pg/session.h"

namespace maillage::platform {
namespace {

using std::chrono::system_clock;

constexpr std::chrono::seconds kTimeout{1};
constexpr pg::Statement kClock{"measure_clock", "select extract(epoch from clock_timestamp())::float8 as clock"};

double Seconds(system_clock::time_point time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

/// What the database's clock reads ahead of ours, in seconds; its answer was under way, so half of that is not known.
Status AskClock(pg::Session& session, double& skew) {
  const pg::Scope scope("*", std::chrono::steady_clock::now() + kTimeout);
  return session.Run(scope, [&](pg::Transaction& tx) -> Status {
    const auto before = Seconds(system_clock::now());
    auto rows = tx.Query(kClock);
    if (!rows) return Propagate(rows);
    skew = (*rows)[0].Get<double>("clock") - (before + Seconds(system_clock::now())) / 2;
    return {};
  });
}

/// What a scrape says of the database's schema.
class SchemaGauges {
 public:
  /// Nullptr: where the service's migrations are is not known.
  static std::shared_ptr<SchemaGauges> For(const std::string& folder) {
    if (folder.empty()) return nullptr;
    auto names = pg::MigrationNames(folder);
    if (names) return std::make_shared<SchemaGauges>(*std::move(names));
    log::Warn("the database's schema is not compared with the service's", names.error());
    return nullptr;
  }
  explicit SchemaGauges(std::vector<std::string> names) : names_(std::move(names)) {}

  void Ask(pg::Session& session) {
    const pg::Scope scope("*", std::chrono::steady_clock::now() + kTimeout);
    (void)session.Run(scope, [&](pg::Transaction& tx) -> Status {
      const auto difference = pg::CompareSchema(tx, names_);
      if (!difference) return Propagate(difference);
      missing_.Set(difference->missing);
      unknown_.Set(difference->unknown);
      return {};
    });
  }

 private:
  const std::vector<std::string> names_;
  metrics::Gauge& missing_ = metrics::Registry::Process().AddGauge(
      "maillage_migrations_missing", "Migrations of this service that its database has not seen.");
  metrics::Gauge& unknown_ = metrics::Registry::Process().AddGauge(
      "maillage_migrations_unknown", "Migrations that the database has seen and this service does not know.");
};

/// Nullopt: it has none.
std::optional<Instant> EndOf(const auth::Verifier& verifier, const std::string& private_key) {
  const auto& keys = verifier.keys();
  if (private_key.empty()) {
    if (std::ranges::any_of(keys, [](const auto& key) { return !key.ends; })) return std::nullopt;
    return std::ranges::max_element(keys, {}, &auth::PublicKey::ends)->ends;
  }
  const auto own = std::ranges::find(keys, auth::PublicHalf(private_key), &auth::PublicKey::pem);
  return own == keys.end() ? std::nullopt : own->ends;
}

}  // namespace

void ServeDependency(const std::string& dependency, std::function<bool()> answers) {
  auto& registry = metrics::Registry::Process();
  auto& up = registry.AddGauge("maillage_dependency_up", "Whether what the service needs answers it: 1 or 0.",
                               {{"dependency", dependency}});
  registry.OnScrape([answers = std::move(answers), &up] { up.Set(answers() ? 1 : 0); });
}

void ServeDatabase(const pg::Database& database, const std::string& migrations) {
  auto& skew = metrics::Registry::Process().AddGauge("maillage_clock_skew_seconds",
                                                     "The clock of PostgreSQL minus this machine's.");
  ServeDependency("postgresql",
                  [&skew, session = std::make_shared<pg::Session>(database), schema = SchemaGauges::For(migrations)] {
                    double seconds = 0;
                    // Once more: the first may have found a connection that was lost long ago.
                    const bool asked = AskClock(*session, seconds) || AskClock(*session, seconds);
                    if (asked) skew.Set(seconds);
                    if (asked && schema) schema->Ask(*session);
                    return asked;
                  });
}

void ServeBroker(kafka::Producer& producer) {
  ServeDependency("kafka", [&producer] { return producer.Reachable(kTimeout); });
}

void ServeKeyEnd(const auth::Verifier& verifier, const std::string& private_key) {
  const auto end = EndOf(verifier, private_key);
  if (!end) return;
  auto& registry = metrics::Registry::Process();
  auto& left = registry.AddGauge("maillage_signing_key_expires_seconds",
                                 "Until the key that signs tokens ends; negative: it has ended.");
  registry.OnScrape(
      [&left, end = *end] { left.Set(std::chrono::duration<double>(end - system_clock::now()).count()); });
}

}  // namespace maillage::platform
