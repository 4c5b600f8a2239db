// maillage-topics: makes the topics of deploy/kafka/topics.yaml that are missing, and waits until they are writable.
#include <CLI/CLI.hpp>

#include "platform/kafka/topics.h"

int main(int argc, char** argv) {
  CLI::App app{"Makes the Kafka topics that a file declares, those that are missing, with their dead letters",
               "maillage-topics"};
  maillage::kafka::Config config;
  std::string file;
  int seconds = 30;
  app.add_option("--brokers", config.brokers, "host:port,…")->required();
  app.add_option("--prefix", config.prefix, "put before every name");
  app.add_option("--file", file, "the declaration: deploy/kafka/topics.yaml")->required();
  app.add_option("--timeout", seconds, "seconds until it gives up")->capture_default_str();
  CLI11_PARSE(app, argc, argv);

  auto topics = maillage::kafka::ReadTopics(file);
  auto status = topics ? maillage::kafka::CreateTopics(config, *topics, std::chrono::seconds(seconds))
                       : maillage::Status(Propagate(topics));
  if (!status) {
    fmt::print(stderr, "maillage-topics: {}\n", status.error().message);
    return 1;
  }
  return 0;
}
