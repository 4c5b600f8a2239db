#include "cli/doctor/observe.h"

#include <httplib.h>

#include <future>
#include <sstream>
#include <thread>

#include "cli/base/platform.h"
#include "grpc/health/v1/health.pb.h"
#include "platform/letters/reader.h"

namespace maillage::cli::doctor {
namespace {

using std::chrono::seconds;

constexpr seconds kBetweenLooks{1};
constexpr seconds kAnswer{3};

struct Known {
  const char* service;
  const char* prefix;  // of its settings
  const char* metrics;
  const char* target;
};
constexpr Known kServices[] = {{"directory", "DIRECTORY", "127.0.0.1:7111", "127.0.0.1:7101"},
                               {"network", "NETWORK", "127.0.0.1:7112", "127.0.0.1:7102"},
                               {"notifier", "NOTIFIER", "127.0.0.1:7113", "127.0.0.1:7103"}};

std::vector<std::string> Addresses(const std::string& name, const char* fallback) {
  const auto setting = Setting(name);
  std::vector<std::string> addresses;
  std::istringstream list(setting.empty() ? fallback : setting);
  for (std::string one; std::getline(list, one, ',');) {
    if (!one.empty()) addresses.push_back(one);
  }
  return addresses;
}

std::optional<Samples> Fetch(const std::string& address) {
  httplib::Client client("http://" + address);
  client.set_connection_timeout(kAnswer);
  client.set_read_timeout(2 * kAnswer);  // a scrape asks the service's servers, a second each
  const auto answer = client.Get("/metrics");
  if (!answer || answer->status != 200) return std::nullopt;
  return Samples::Parse(answer->body);
}

std::optional<bool> Serving(const std::string& target) {
  using grpc::health::v1::HealthCheckRequest;
  using grpc::health::v1::HealthCheckResponse;
  const rpc::Client client(target, [] { return std::string(); });
  rpc::CallOptions options;
  options.timeout = kAnswer;
  const auto answer = client.Call<HealthCheckResponse>("grpc.health.v1.Health/Check", HealthCheckRequest(), options);
  if (!answer) return std::nullopt;
  return answer->status() == HealthCheckResponse::SERVING;
}

ServiceSeen Look(const char* service, const std::string& metrics, const std::string& target) {
  ServiceSeen seen{service, metrics, Fetch(metrics), std::nullopt, std::nullopt};
  std::this_thread::sleep_for(kBetweenLooks);
  seen.now = Fetch(metrics);
  seen.serving = Serving(target);
  return seen;
}

void LookAtKafka(Observations& seen) {
  const kafka::Config broker{Setting("KAFKA_BROKERS"), Setting("KAFKA_PREFIX")};
  if (broker.brokers.empty()) return;
  letters::Reader reader(broker);
  seen.kafka_answers = reader.Refresh(kAnswer).has_value();
  for (const auto& [place, letter] : reader.book().letters()) {
    if (letter.open()) ++seen.open_letters[letter.group];
  }
}

}  // namespace

Observations Observe() {
  std::vector<std::future<ServiceSeen>> looks;
  for (const auto& known : kServices) {
    const auto metrics = Addresses(std::string(known.prefix) + "_METRICS", known.metrics);
    const auto targets = Addresses(std::string(known.prefix) + "_TARGET", known.target);
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      looks.push_back(std::async(std::launch::async, &Look, known.service, metrics[i], targets[i % targets.size()]));
    }
  }
  Observations seen;
  LookAtKafka(seen);
  for (auto& look : looks) seen.services.push_back(look.get());
  return seen;
}

}  // namespace maillage::cli::doctor
