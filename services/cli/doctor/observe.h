#pragma once

#include "cli/doctor/judge.h"

namespace maillage::cli::doctor {

/// Asks the services (metrics twice, a second apart, and gRPC health) and Kafka. Every question has a deadline; all
/// together take some ten seconds when nothing answers. Addresses: MAILLAGE_<SERVICE>_METRICS and _TARGET, several
/// replicas by commas; MAILLAGE_KAFKA_BROKERS.
Observations Observe();

}  // namespace maillage::cli::doctor
