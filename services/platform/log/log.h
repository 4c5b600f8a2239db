#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "platform/core/result.h"

/// Structured logs: one JSON object a line on standard error, with `time`, `level`, `service`, `message` and the fields given.
namespace maillage::log {

using Fields = std::initializer_list<std::pair<std::string_view, std::string>>;

/// Once, at start. `level`: debug, info, warn, error. Also bridges gRPC's log when the rpc part is linked.
void Start(const std::string& service, const std::string& level);

void Debug(std::string_view message, Fields fields = {});
void Info(std::string_view message, Fields fields = {});
void Warn(std::string_view message, Fields fields = {});
void Error(std::string_view message, Fields fields = {});
/// The same with the code, reason and message of an error.
void Warn(std::string_view message, const maillage::Error& error, Fields fields = {});
void Error(std::string_view message, const maillage::Error& error, Fields fields = {});

}  // namespace maillage::log
