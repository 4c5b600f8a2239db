#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "platform/redis/redis.h"

namespace maillage::redis {

/// For component tests: the Redis of MAILLAGE_TEST_REDIS (host:port). Tests share it: use keys of your own.
inline Config TestConfig() {
  const char* address = std::getenv("MAILLAGE_TEST_REDIS");
  if (address == nullptr) throw std::runtime_error("MAILLAGE_TEST_REDIS is not set: scripts/test starts the servers");
  const std::string text = address;
  Config config;
  config.host = text.substr(0, text.rfind(':'));
  config.port = std::stoi(text.substr(text.rfind(':') + 1));
  return config;
}

}  // namespace maillage::redis
