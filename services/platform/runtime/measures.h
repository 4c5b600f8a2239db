#pragma once

#include <functional>
#include <string>

#include "platform/auth/token.h"
#include "platform/kafka/producer.h"
#include "platform/pg/database.h"

/// What a service measures of what it stands on, at each scrape, so that operators are told before people are.
namespace maillage::platform {

/// `maillage_dependency_up{dependency}`: 1 when `answers`, which has a deadline of its own, of a second at most.
void ServeDependency(const std::string& dependency, std::function<bool()> answers);

/// The same for `postgresql`, on a connection of its own, and `maillage_clock_skew_seconds`: the database's clock minus
/// this machine's. With a folder of migrations also `maillage_migrations_missing` and `maillage_migrations_unknown`:
/// how many of the service's the database has not seen, and how many it has seen that the service does not know.
void ServeDatabase(const pg::Database& database, const std::string& migrations);

/// The same for `kafka`.
void ServeBroker(kafka::Producer& producer);

/// `maillage_signing_key_expires_seconds`: until the end of the key of `private_key` (PEM), or without one of the key
/// of the set that ends last. No such series when that key has no end. Negative afterwards.
void ServeKeyEnd(const auth::Verifier& verifier, const std::string& private_key);

}  // namespace maillage::platform
