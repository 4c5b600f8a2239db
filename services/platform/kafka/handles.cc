#include "platform/kafka/handles.h"

#include <fmt/format.h>
#include <syslog.h>

#include <stdexcept>

#include "platform/log/log.h"

namespace maillage::kafka {
namespace {

void BridgeLog(const rd_kafka_t* client, int level, const char* facility, const char* text) {
  const std::string name = client == nullptr ? "" : rd_kafka_name(client);
  const auto write = level <= LOG_ERR       ? static_cast<void (*)(std::string_view, log::Fields)>(&log::Error)
                     : level <= LOG_WARNING ? static_cast<void (*)(std::string_view, log::Fields)>(&log::Warn)
                     : level <= LOG_INFO    ? static_cast<void (*)(std::string_view, log::Fields)>(&log::Info)
                                            : static_cast<void (*)(std::string_view, log::Fields)>(&log::Debug);
  write("librdkafka", {{"client", name}, {"facility", facility}, {"said", text}});
}

}  // namespace

Settings::Settings(const std::string& brokers) : conf_(rd_kafka_conf_new()) {
  Set("bootstrap.servers", brokers);
  Set("reconnect.backoff.ms", "50");
  Set("reconnect.backoff.max.ms", "1000");
  Set("socket.nagle.disable", "true");
  rd_kafka_conf_set_log_cb(conf_.get(), &BridgeLog);
}

void Settings::Set(const char* key, const std::string& value) {
  char error[256];
  if (rd_kafka_conf_set(conf_.get(), key, value.c_str(), error, sizeof error) != RD_KAFKA_CONF_OK) {
    throw std::logic_error(fmt::format("librdkafka refuses {}={}: {}", key, value, error));
  }
}

ClientHandle Settings::Create(rd_kafka_type_t type) && {
  char error[256];
  rd_kafka_t* client = rd_kafka_new(type, conf_.get(), error, sizeof error);
  if (client == nullptr) throw std::runtime_error(fmt::format("no Kafka client: {}", error));
  (void)conf_.release();
  return ClientHandle(client);
}

}  // namespace maillage::kafka
