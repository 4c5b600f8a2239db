#pragma once

#include <vector>

#include "platform/kafka/log_reader.h"
#include "platform/letters/book.h"

namespace maillage::letters {

/// Keeps a book up to date with the logs of the dead letters. Not thread-safe. Error: BROKER_UNAVAILABLE.
class Reader {
 public:
  /// `topics`: those whose dead letters are read, without prefix; none: all of the deployment.
  explicit Reader(const kafka::Config& config, std::vector<std::string> topics = {});

  /// Reads what has come since the last time. `timeout`: for each question to the broker, and for each partition read.
  Status Refresh(std::chrono::milliseconds timeout);
  const Book& book() const { return book_; }

 private:
  bool Wanted(const std::string& dead_topic) const;
  Status RefreshPartition(const std::string& dead_topic, std::int32_t partition, std::chrono::milliseconds timeout);

  const std::vector<std::string> topics_;
  kafka::LogReader log_;
  Book book_;
  std::map<std::pair<std::string, std::int32_t>, std::int64_t> next_;
};

}  // namespace maillage::letters
