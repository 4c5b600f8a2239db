#include "platform/log/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "platform/core/json_text.h"
#include "platform/core/time.h"

namespace maillage::log {
namespace {

/// The log of the process: it has to work from any place and before anything else does.
struct State {
  State() {
    logger.set_pattern("%v");
    logger.flush_on(spdlog::level::trace);
  }

  spdlog::logger logger{"maillage", std::make_shared<spdlog::sinks::stderr_sink_mt>()};
  std::mutex mutex;
  std::string service = "maillage";
  std::optional<std::string> level;
  std::vector<Bridge> bridges;
};

State& Process() {
  static auto* state = new State;  // outlives whatever logs while the process ends
  return *state;
}

std::string NameOf(spdlog::level::level_enum level) {
  if (level == spdlog::level::warn) return "warn";
  const auto name = spdlog::level::to_string_view(level);
  return {name.data(), name.size()};
}

/// Names are the program's own words: nothing in them has to be escaped.
void Add(std::string& line, std::string_view name, std::string_view value) {
  line += line.empty() ? "{\"" : ",\"";
  line += name;
  line += "\":";
  AppendJsonText(line, value);
}

void Write(spdlog::level::level_enum level, std::string_view message, Fields fields, const maillage::Error* error) {
  State& state = Process();
  if (!state.logger.should_log(level)) return;
  std::string line;
  line.reserve(512);
  Add(line, "time", ToRfc3339(date::floor<std::chrono::microseconds>(std::chrono::system_clock::now())));
  Add(line, "level", NameOf(level));
  {
    std::lock_guard guard(state.mutex);
    Add(line, "service", state.service);
  }
  Add(line, "message", message);
  if (error != nullptr) {
    line += ",\"code\":" + std::to_string(static_cast<int>(error->code));
    Add(line, "reason", error->reason);
    Add(line, "error", error->message);
  }
  for (const auto& [name, value] : fields) {
    const bool said = error != nullptr && (name == "code" || name == "reason" || name == "error");
    if (!said) Add(line, name, value);
  }
  state.logger.log(level, line += '}');
}

}  // namespace

void Start(const std::string& service, const std::string& level) {
  State& state = Process();
  std::vector<Bridge> bridges;
  {
    std::lock_guard guard(state.mutex);
    state.service = service;
    state.level = level;
    bridges = state.bridges;
  }
  const auto known = spdlog::level::from_str(level);
  state.logger.set_level(known == spdlog::level::off ? spdlog::level::info
                                                     : known);  // a log is never lost by a typing mistake
  for (Bridge bridge : bridges) bridge(level);
}

bool AddBridge(Bridge bridge) {
  State& state = Process();
  std::optional<std::string> started;
  {
    std::lock_guard guard(state.mutex);
    state.bridges.push_back(bridge);
    started = state.level;
  }
  if (started) bridge(*started);
  return true;
}

void Debug(std::string_view message, Fields fields) { Write(spdlog::level::debug, message, fields, nullptr); }
void Info(std::string_view message, Fields fields) { Write(spdlog::level::info, message, fields, nullptr); }
void Warn(std::string_view message, Fields fields) { Write(spdlog::level::warn, message, fields, nullptr); }
void Error(std::string_view message, Fields fields) { Write(spdlog::level::err, message, fields, nullptr); }

void Warn(std::string_view message, const maillage::Error& error, Fields fields) {
  Write(spdlog::level::warn, message, fields, &error);
}
void Error(std::string_view message, const maillage::Error& error, Fields fields) {
  Write(spdlog::level::err, message, fields, &error);
}

}  // namespace maillage::log
