#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <vector>

#include "platform/kafka/producer.h"
#include "platform/outbox/relay_queue.h"

namespace maillage::outbox {

/// What was handed to Kafka and is not confirmed yet: parts, in the order in which they were sent. Used by one thread.
class UnderWay {
 public:
  /// `reported` is called, from another thread, each time all reports of a part are there.
  UnderWay(kafka::Producer& producer, std::function<void()> reported);

  /// Hands the rows over, to follow all that are under way. False when they cannot: give all up.
  bool Send(Rows rows);
  /// Moves what is reported to what is confirmed. False when a row was not: then all has been given up.
  bool Settle();
  /// Ends all: what is not confirmed is to be read and sent again.
  void GiveUp();
  /// The same at the end, for another relay to send it.
  void Leave();
  /// Rows confirmed since the last time, which may be deleted: none is before one of its key that will be sent again.
  std::vector<std::int64_t> TakeConfirmed();

  bool empty() const { return parts_.empty(); }
  int rows() const;
  std::vector<std::int64_t> ids() const;
  /// When the reports of the first part have taken too long. Not when empty.
  std::chrono::steady_clock::time_point until() const { return parts_.front().until; }

 private:
  struct Part {
    Rows rows;
    std::unique_ptr<kafka::Producer::Batch> batch;
    std::chrono::steady_clock::time_point until;
  };
  void Forget(std::vector<std::size_t> delivered);

  kafka::Producer& producer_;
  const std::function<void()> reported_;
  std::deque<Part> parts_;
  std::vector<std::int64_t> confirmed_;
};

/// The ids that may be deleted: those delivered before the first row of their key that was not. `delivered`: ascending
/// indexes.
std::vector<std::int64_t> Deletable(const Rows& rows, const std::vector<std::size_t>& delivered);

}  // namespace maillage::outbox
