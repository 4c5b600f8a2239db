#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "platform/core/result.h"
#include "platform/core/time.h"

namespace google::protobuf {
class Timestamp;
}

namespace maillage::cli {

/// Exit codes of every command (docs/cli.md).
enum Exit {
  kDone = 0,
  kRefused = 1,      // the platform understood and said no
  kUsage = 2,        // the command line is wrong
  kNotFound = 3,     // no such resource
  kNotAllowed = 4,   // the token does not allow it
  kUnavailable = 5,  // a service cannot be reached, or answered too late
  kFaultyFile = 6,   // a file was refused, nothing was imported
  kWatch = 8,        // doctor: something is to be watched
  kTrouble = 9,      // doctor: something does not work
  kInternal = 70,    // a fault of the platform
};

/// A table for people: columns as wide as their content, on standard output.
class Table {
 public:
  explicit Table(std::vector<std::string> header) : rows_{std::move(header)} {}
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  bool empty() const { return rows_.size() == 1; }
  void Print() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// A message as JSON, one object on standard output (names as in the API's JSON).
void PrintJson(const google::protobuf::Message& message);
std::string ToJson(const google::protobuf::Message& message);

/// Says on standard error, in French, what went wrong and every bad field; returns the exit code.
int Explain(const Error& error);
/// The French sentence for a reason; the reason itself where there is none.
std::string InFrench(const Error& error);

/// Why a reminder stands where it does, in French; as it is where there is no sentence for it.
std::string DetailInFrench(const std::string& detail);

/// `3 févr. 2026 09:30` in the given zone; empty for an absent timestamp.
std::string Local(const google::protobuf::Timestamp& timestamp, const std::string& zone = "Europe/Paris");
google::protobuf::Timestamp ToTimestamp(Instant instant);
Instant FromTimestamp(const google::protobuf::Timestamp& timestamp);

}  // namespace maillage::cli
