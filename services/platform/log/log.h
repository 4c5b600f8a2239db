#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "platform/core/result.h"

/// Structured logs: one JSON object a line on standard error, with `time`, `level`, `service`, `message` and the fields
/// given.
namespace maillage::log {

/// Views: whoever gives them keeps what they show until the call returns.
using Fields = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// Once, at start. `level`: debug, info, warn, error. Calls the bridges. What is logged before is shown from info on.
void Start(const std::string& service, const std::string& level);

/// How a part brings the log of a library (gRPC, librdkafka) into this one: `bridge(level)` is called by Start, or at
/// once when that has happened. For a global's initialiser: `const bool bridged = log::AddBridge(…);`. Always true.
using Bridge = void (*)(const std::string& level);
bool AddBridge(Bridge bridge);

void Debug(std::string_view message, Fields fields = {});
void Info(std::string_view message, Fields fields = {});
void Warn(std::string_view message, Fields fields = {});
void Error(std::string_view message, Fields fields = {});
/// The same with the code, reason and message of an error.
void Warn(std::string_view message, const maillage::Error& error, Fields fields = {});
void Error(std::string_view message, const maillage::Error& error, Fields fields = {});

}  // namespace maillage::log
