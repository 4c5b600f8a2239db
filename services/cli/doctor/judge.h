#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/doctor/samples.h"

namespace maillage::cli::doctor {

/// What one service answered, twice.
struct ServiceSeen {
  std::string service;  // directory, network, notifier
  std::string address;  // of its metrics
  /// Nullopt: its metrics did not answer.
  std::optional<Samples> before;
  std::optional<Samples> now;
  /// What its gRPC health said: SERVING or not; nullopt: no answer.
  std::optional<bool> serving;
};

/// What was seen of the whole platform.
struct Observations {
  std::vector<ServiceSeen> services;
  /// Kafka, asked from here; nullopt: where it is is not known.
  std::optional<bool> kafka_answers;
  /// Dead letters about which nobody has done anything, by consumer; empty while Kafka does not answer.
  std::map<std::string, int> open_letters;
};

enum class Severity {
  kWatch,    // somebody should look at it by day
  kTrouble,  // something does not work: now
};

/// Something that is wrong.
struct Finding {
  Severity severity = Severity::kTrouble;
  /// The alert of the same name, in small letters; its page is docs/runbooks/<alert>.md.
  std::string alert;
  /// Which service; empty: the platform as a whole.
  std::string service;
  /// In French, for people: what it is, and what to do first.
  std::string what;
  std::string advice;
};

/// What is wrong, the worst first; nothing when all is well. The limits are those of
/// deploy/prometheus/alerts.rules.yml.
std::vector<Finding> Judge(const Observations& seen);

}  // namespace maillage::cli::doctor
