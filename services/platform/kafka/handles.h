#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>
#include <string>

namespace maillage::kafka {

/// Typed deleters for librdkafka's objects. Every object is to be destroyed before the client that it belongs to, or
/// the client's destruction hangs: declare the client first.
template <auto destroy>
struct Destroy {
  template <class T>
  void operator()(T* object) const {
    destroy(object);
  }
};
using ClientHandle = std::unique_ptr<rd_kafka_t, Destroy<rd_kafka_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t, Destroy<rd_kafka_topic_partition_list_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, Destroy<rd_kafka_queue_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, Destroy<rd_kafka_message_destroy>>;
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, Destroy<rd_kafka_headers_destroy>>;

/// A client's configuration; owned here until `Create` has given it to the client. A wrong key or value is a mistake of
/// ours: std::logic_error.
class Settings {
 public:
  /// With what every client of the platform has: brokers, log bridge, quick reconnection.
  explicit Settings(const std::string& brokers);

  void Set(const char* key, const std::string& value);
  rd_kafka_conf_t* get() const { return conf_.get(); }
  /// Throws std::runtime_error when librdkafka cannot make the client (only at start).
  ClientHandle Create(rd_kafka_type_t type) &&;

 private:
  std::unique_ptr<rd_kafka_conf_t, Destroy<rd_kafka_conf_destroy>> conf_;
};

}  // namespace maillage::kafka
