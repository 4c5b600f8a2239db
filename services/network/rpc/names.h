#pragma once

#include <optional>
#include <string>
#include <utility>

#include "network/domain/ids.h"
#include "network/domain/planning.h"
#include "platform/core/call.h"

namespace maillage::network::rpc {

/// A year of four digits, as the last segment of a programme's name; nullopt: none, or not one of 2000 to 2100.
std::optional<int> ReadYear(const std::string& text);

/// Reads the resource names of one request and gathers what is wrong with them. Everything must be of the Caf of the
/// call.
class Names {
 public:
  explicit Names(const Call& call) : call_(call) {}

  EventId Event(const std::string& name, const std::string& field);
  std::pair<EventId, SessionId> Session(const std::string& name, const std::string& field);
  /// A session of that event; an empty name is an empty id.
  SessionId SessionOf(const EventId& event, const std::string& name, const std::string& field);
  PersonId Person(const std::string& name, const std::string& field);
  NeedId Need(const std::string& name, const std::string& field);
  /// The year of a programme.
  int Programme(const std::string& name, const std::string& field);
  SheetId Sheet(const std::string& name, const std::string& field);

  void Fault(std::string field, std::string message) { faults_.push_back({std::move(field), std::move(message)}); }
  /// INVALID_REQUEST with every fault, when there is one.
  Status Check() const;

 private:
  std::vector<std::string> Match(const std::string& name, const std::string& field, const std::string& pattern);

  const Call& call_;
  planning::Faults faults_;
};

}  // namespace maillage::network::rpc
