#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "platform/core/result.h"
#include "platform/kafka/producer.h"

namespace maillage::kafka {

struct Topic {
  std::string name;  // without the deployment's prefix
  int partitions = 3;
  /// The broker's settings of this topic: `retention.ms`, …
  std::map<std::string, std::string> settings;
};

/// The topics that a file of the form of deploy/kafka/topics.yaml declares, each followed by its dead letters.
Result<std::vector<Topic>> ReadTopics(const std::string& file);

/// Makes those topics that are missing, behind the prefix, and waits until every partition has a leader that answers:
/// producing into a topic that is still coming up can lose messages. Existing topics stay as they are. Error:
/// BROKER_UNAVAILABLE.
Status CreateTopics(const Config& config, const std::vector<Topic>& topics, std::chrono::milliseconds timeout);

/// Removes topics and what is in them (tests tidy up with it). Those that do not exist are fine. Error:
/// BROKER_UNAVAILABLE.
Status DeleteTopics(const Config& config, const std::vector<Topic>& topics, std::chrono::milliseconds timeout);

}  // namespace maillage::kafka
