#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "platform/core/result.h"

namespace maillage::retention {

/// Removes at most `most` rows of what is past its time; how many it removed.
using Purge = std::function<Result<std::int64_t>(std::int64_t most)>;

/// Removes what nobody will ask for again: a round every hour, in real time, in small transactions with a pause between
/// them, so that calls hardly notice. What fails is logged and left to the next round. It changes nothing that rules
/// depend on, so it is no activity of the stepped clock. Counts `maillage_purged_rows_total{table}`.
class Retention {
 public:
  ~Retention();  // stops

  /// Before Start.
  void Add(const std::string& table, Purge purge);
  void Start();
  /// After the transaction under way. Idempotent.
  void Stop();
  /// Removes all that is past its time now, until told to stop.
  void Round(std::stop_token stop);

 private:
  struct Table;
  std::vector<std::shared_ptr<Table>> tables_;
  std::jthread thread_;
};

}  // namespace maillage::retention
