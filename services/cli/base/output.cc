#include "cli/base/output.h"

#include <fmt/format.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdio>

#include "platform/calendar/zone.h"

namespace maillage::cli {
namespace {

/// Characters, not bytes: good enough for the Latin alphabet of our tables.
std::size_t Width(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace

void Table::Print() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Width(row[i]));
  }
  for (std::size_t r = 0; r < rows_.size(); ++r) {
    std::string line;
    for (std::size_t i = 0; i < rows_[r].size(); ++i) {
      line += rows_[r][i];
      if (i + 1 < rows_[r].size()) line += std::string(widths[i] - Width(rows_[r][i]) + 2, ' ');
    }
    fmt::print("{}\n", line);
    if (r == 0) {
      std::string rule;
      for (std::size_t i = 0; i < widths.size(); ++i) {
        for (std::size_t n = 0; n < widths[i]; ++n) rule += "─";
        if (i + 1 < widths.size()) rule += "  ";
      }
      fmt::print("{}\n", rule);
    }
  }
}

std::string ToJson(const google::protobuf::Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.always_print_primitive_fields = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) return "{}";
  return json;
}

void PrintJson(const google::protobuf::Message& message) { fmt::print("{}\n", ToJson(message)); }

int Explain(const Error& error) {
  fmt::print(stderr, "{} ({})\n", InFrench(error), error.reason.empty() ? "sans motif" : error.reason);
  for (const auto& fault : error.faults) fmt::print(stderr, "  – {} : {}\n", fault.field, fault.message);
  switch (error.code) {
    case Code::kNotFound:
      return kNotFound;
    case Code::kPermissionDenied:
    case Code::kUnauthenticated:
      return kNotAllowed;
    case Code::kUnavailable:
    case Code::kDeadlineExceeded:
    case Code::kResourceExhausted:
      return kUnavailable;
    case Code::kInternal:
    case Code::kUnknown:
    case Code::kDataLoss:
      return kInternal;
    default:
      return kRefused;
  }
}

std::string Local(const google::protobuf::Timestamp& timestamp, const std::string& zone_name) {
  if (timestamp.seconds() == 0) return "";
  static constexpr const char* kMonths[] = {"janv.", "févr.", "mars",  "avril", "mai",  "juin",
                                            "juil.", "août",  "sept.", "oct.",  "nov.", "déc."};
  auto zone = Zone::Named(zone_name);
  const auto local = (zone ? *zone : Zone::Utc()).ToLocal(FromTimestamp(timestamp));
  const auto day = date::floor<date::days>(local);
  const date::year_month_day civil{day};
  const date::hh_mm_ss time{local - day};
  return fmt::format("{} {} {} {:02}:{:02}", static_cast<unsigned>(civil.day()),
                     kMonths[static_cast<unsigned>(civil.month()) - 1], static_cast<int>(civil.year()),
                     time.hours().count(), time.minutes().count());
}

google::protobuf::Timestamp ToTimestamp(Instant instant) {
  google::protobuf::Timestamp timestamp;
  const auto seconds = date::floor<std::chrono::seconds>(instant);
  timestamp.set_seconds(seconds.time_since_epoch().count());
  timestamp.set_nanos(static_cast<int>(std::chrono::nanoseconds(instant - seconds).count()));
  return timestamp;
}

Instant FromTimestamp(const google::protobuf::Timestamp& timestamp) {
  return Instant(std::chrono::seconds(timestamp.seconds())) + std::chrono::microseconds(timestamp.nanos() / 1000);
}

}  // namespace maillage::cli
