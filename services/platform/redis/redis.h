#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/core/result.h"

namespace maillage::redis {

struct Config {
  std::string host = "127.0.0.1";
  int port = 6379;
  int pool_size = 4;
  std::chrono::milliseconds timeout{1000};
};

/// An answer of Redis, copied out of hiredis.
struct Reply {
  enum class Kind { kNil, kText, kInteger, kArray };
  Kind kind = Kind::kNil;
  std::string text;
  std::int64_t integer = 0;
  std::vector<Reply> items;
};

/// A Lua script, loaded by its SHA-1; loaded again when Redis has lost it. Lives for ever.
struct Script {
  const char* name;
  const char* source;
};

/// Connections to one Redis. Thread-safe; a connection that saw an I/O error is thrown away. Errors: REDIS_UNAVAILABLE
/// (away, out of memory, loading), INTERNAL (a mistake in the command).
class Redis {
 public:
  explicit Redis(Config config);
  ~Redis();

  Result<Reply> Command(const std::vector<std::string>& arguments);
  Result<Reply> Run(const Script& script, const std::vector<std::string>& keys,
                    const std::vector<std::string>& arguments);

 private:
  class Pool;
  std::unique_ptr<Pool> pool_;
};

}  // namespace maillage::redis
