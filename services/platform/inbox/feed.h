#pragma once

#include <chrono>

#include "platform/inbox/consumer.h"
#include "platform/inbox/merge.h"
#include "platform/inbox/progress.h"
#include "platform/kafka/handles.h"

namespace maillage::inbox {

/// The Kafka side of a consumer: one member of the group, its assignment and what it has fetched. Used by one thread.
class Feed {
 public:
  Feed(const ConsumerConfig& config, Progress& progress);
  ~Feed();  // commits what was flushed and leaves the group; takes at most a few seconds
  Feed(const Feed&) = delete;
  Feed& operator=(const Feed&) = delete;

  /// Waits at most `wait` for events, and answers those that may be applied next, at most the configured batch; none
  /// when nothing came, or the order by time asks to wait.
  std::vector<kafka::Received> Take(std::chrono::milliseconds wait);
  bool Buffered() const { return !merge_.empty(); }
  /// Writes the offsets of what was flushed since, without waiting: the inbox drops what comes twice.
  void Commit();
  /// The ends of the assigned partitions, asked for now; false when the broker does not answer.
  bool AskEnds(std::map<PartitionId, std::int64_t>& ends);
  /// By partition, as far as the client knows without asking: events in the log that were not applied.
  std::map<PartitionId, std::int64_t> Lags() const;
  /// Events have lain in the log for a while and do not come, or no partition was assigned for long: the client is to
  /// be made anew.
  bool Stalled();

 private:
  static void OnRebalance(rd_kafka_t* client, rd_kafka_resp_err_t error, rd_kafka_topic_partition_list_t* partitions,
                          void* opaque);
  void Assign(rd_kafka_topic_partition_list_t* partitions);
  void Revoke();
  void Fetch(std::chrono::milliseconds wait);
  void CommitFlushed(bool wait);
  void Close();

  struct Abandon {
    // Close has left the group already, in its own time.
    void operator()(rd_kafka_t* client) const { rd_kafka_destroy_flags(client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE); }
  };

  const ConsumerConfig& config_;
  Progress& progress_;
  Merge merge_;
  bool assigned_ = false;
  bool blocked_ = false;  // the order by time asked to wait
  std::map<PartitionId, std::int64_t> committed_;
  std::map<PartitionId, std::int64_t> checked_;  // where fetching stood at the last check that found more
  std::chrono::steady_clock::time_point healthy_;
  std::chrono::steady_clock::time_point next_check_;
  std::unique_ptr<rd_kafka_t, Abandon> client_;
  // For questions: on the client's own connection they would wait behind a fetch that waits for events.
  kafka::ClientHandle asker_;
};

}  // namespace maillage::inbox
