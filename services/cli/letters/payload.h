#pragma once

#include <optional>
#include <set>
#include <string>

namespace maillage::cli {

/// The value of an event, by the type that its header names, as JSON over several lines; nullopt when it is no such
/// message, or nobody here knows the type.
std::optional<std::string> PayloadAsJson(const std::string& type, const std::string& payload);

/// Bytes as people compare them: `0a 14 63 …`, sixteen a line.
std::string Hex(const std::string& bytes);

/// Names of what the event tells the whole state of: of the registration in a RegistrationConfirmed, of the event in an
/// EventChanged. A later event about the same name makes an earlier one outdated. Empty when it cannot be read.
std::set<std::string> Stated(const std::string& type, const std::string& payload);

}  // namespace maillage::cli
