#include "network/rpc/names.h"

#include "platform/core/ids.h"

namespace maillage::network::rpc {

std::optional<int> ReadYear(const std::string& text) {
  if (text.size() != 4 || text.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  const int year = std::stoi(text);
  if (!planning::IsYear(year)) return std::nullopt;
  return year;
}

EventId Names::Event(const std::string& name, const std::string& field) {
  const auto ids = Match(name, field, "cafs/*/events/*");
  return ids.empty() ? EventId() : EventId(ids[1]);
}

std::pair<EventId, SessionId> Names::Session(const std::string& name, const std::string& field) {
  const auto ids = Match(name, field, "cafs/*/events/*/sessions/*");
  if (ids.empty()) return {};
  return {EventId(ids[1]), SessionId(ids[2])};
}

SessionId Names::SessionOf(const EventId& event, const std::string& name, const std::string& field) {
  if (name.empty()) return {};
  const auto [owner, session] = Session(name, field);
  if (!owner.empty() && owner != event) Fault(field, "a session of another event");
  return session;
}

PersonId Names::Person(const std::string& name, const std::string& field) {
  const auto ids = Match(name, field, "cafs/*/people/*");
  return ids.empty() ? PersonId() : PersonId(ids[1]);
}

NeedId Names::Need(const std::string& name, const std::string& field) {
  const auto ids = Match(name, field, "cafs/*/needs/*");
  return ids.empty() ? NeedId() : NeedId(ids[1]);
}

int Names::Programme(const std::string& name, const std::string& field) {
  const auto ids = Match(name, field, "cafs/*/programmes/*");
  if (ids.empty()) return 0;
  const auto year = ReadYear(ids[1]);
  if (!year) Fault(field, "the last segment is a year, 2000 to 2100");
  return year.value_or(0);
}

SheetId Names::Sheet(const std::string& name, const std::string& field) {
  const auto ids = Match(name, field, "cafs/*/sheets/*");
  return ids.empty() ? SheetId() : SheetId(ids[1]);
}

Status Names::Check() const {
  if (faults_.empty()) return {};
  return planning::Invalid(faults_);
}

std::vector<std::string> Names::Match(const std::string& name, const std::string& field, const std::string& pattern) {
  auto ids = MatchName(name, pattern);
  if (ids.empty()) {
    Fault(field, "a resource name " + pattern);
  } else if (ids[0] != call_.caf) {
    Fault(field, "a resource of another Caf");
    ids.clear();
  }
  return ids;
}

}  // namespace maillage::network::rpc
