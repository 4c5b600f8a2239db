#include "platform/config/config.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace maillage::config {
namespace {

constexpr std::string_view kPrefix = "MAILLAGE_";

/// Not every program reads these, but one environment may serve them all: they are no typing mistakes.
constexpr std::array<std::string_view, 37> kOfThePlatform{"ENV",
                                                          "LOG_LEVEL",
                                                          "LISTEN",
                                                          "METRICS_LISTEN",
                                                          "DATABASE_URL",
                                                          "DATABASE_OWNER_URL",
                                                          "DATABASE_ROLE",
                                                          "MIGRATIONS",
                                                          "POOL_SIZE",
                                                          "EXECUTOR_THREADS",
                                                          "KAFKA_BROKERS",
                                                          "KAFKA_PREFIX",
                                                          "REDIS_HOST",
                                                          "REDIS_PORT",
                                                          "TOKEN",
                                                          "TOKEN_PUBLIC_KEY_FILE",
                                                          "TOKEN_PRIVATE_KEY_FILE",
                                                          "LINK_KEY",
                                                          "REQUEST_DAYS",
                                                          "INBOX_DAYS",
                                                          "AUDIT_DAYS",
                                                          "HTTP_LISTEN",
                                                          "PUBLIC_URL",
                                                          "NOTIFIER_URL",
                                                          "DIRECTORY_TARGET",
                                                          "NETWORK_TARGET",
                                                          "NOTIFIER_TARGET",
                                                          "DIRECTORY_METRICS",
                                                          "NETWORK_METRICS",
                                                          "NOTIFIER_METRICS",
                                                          "SMTP_URL",
                                                          "MAIL_FROM",
                                                          "STACK",
                                                          "PORT_BASE",
                                                          "TEST_POSTGRES",
                                                          "TEST_REDIS",
                                                          "TEST_KAFKA"};
constexpr std::array<std::string_view, 4> kServices{"DIRECTORY_", "NETWORK_", "NOTIFIER_", "CLI_"};

std::vector<std::string> ProcessEnvironment() {
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

bool BelongsElsewhere(std::string_view name, const std::string& own) {
  if (std::ranges::find(kOfThePlatform, name) != kOfThePlatform.end()) return true;
  return std::ranges::any_of(
      kServices, [&](std::string_view service) { return service != own + "_" && name.starts_with(service); });
}

template <class Number>
std::optional<Number> ParseNumber(const std::string& text, Number min, Number max) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!(value >= min && value <= max)) return std::nullopt;  // NaN is in no range
  return value;
}

}  // namespace

Reader::Reader(std::string service) : Reader(std::move(service), ProcessEnvironment()) {}

Reader::Reader(std::string service, std::vector<std::string> environment)
    : service_(std::move(service)), environment_(std::move(environment)) {}

std::string Reader::Text(const std::string& name, const std::string& what) {
  return Take(name, std::nullopt, what, false);
}

std::string Reader::Text(const std::string& name, const std::string& fallback, const std::string& what) {
  return Take(name, fallback, what, false);
}

std::string Reader::Secret(const std::string& name, const std::string& what) {
  return Take(name, std::nullopt, what, true);
}

std::string Reader::Secret(const std::string& name, const std::string& fallback, const std::string& what) {
  return Take(name, fallback, what, true);
}

int Reader::Int(const std::string& name, int fallback, int min, int max, const std::string& what) {
  return Parsed(name, fallback, fmt::format("a whole number from {} to {}", min, max), what,
                [&](const std::string& text) { return ParseNumber(text, min, max); });
}

double Reader::Number(const std::string& name, double fallback, double min, double max, const std::string& what) {
  return Parsed(name, fallback, fmt::format("a number from {} to {}", min, max), what,
                [&](const std::string& text) { return ParseNumber(text, min, max); });
}

bool Reader::Flag(const std::string& name, bool fallback, const std::string& what) {
  return Parsed(name, fallback, "true or false", what, [](const std::string& text) -> std::optional<bool> {
    if (text == "true" || text == "1") return true;
    if (text == "false" || text == "0") return false;
    return std::nullopt;
  });
}

std::chrono::milliseconds Reader::Milliseconds(const std::string& name, std::chrono::milliseconds fallback,
                                               const std::string& what) {
  constexpr int kLongest = 24 * 60 * 60 * 1000;
  const int count =
      Parsed(name, static_cast<int>(fallback.count()), fmt::format("a whole number of milliseconds up to {}", kLongest),
             what, [](const std::string& text) { return ParseNumber(text, 0, kLongest); });
  return std::chrono::milliseconds{count};
}

std::string Reader::File(const std::string& name, const std::string& what) { return Content(name, std::nullopt, what); }

std::string Reader::File(const std::string& name, const std::string& fallback, const std::string& what) {
  return Content(name, fallback, what);
}

std::string Reader::OneOf(const std::string& name, const std::string& fallback, const std::vector<std::string>& allowed,
                          const std::string& what) {
  return Parsed(name, fallback, fmt::format("one of {}", fmt::join(allowed, ", ")), what,
                [&](const std::string& text) -> std::optional<std::string> {
                  if (std::ranges::find(allowed, text) == allowed.end()) return std::nullopt;
                  return text;
                });
}

void Reader::Refuse(const std::string& name, const std::string& fault) {
  const auto found = Find(name);
  faults_.push_back(fmt::format("{} {}", found ? found->variable : fmt::format("{}{}", kPrefix, name), fault));
}

void Reader::Done() {
  for (const auto& entry : environment_) {
    const std::string variable = entry.substr(0, entry.find('='));
    if (!variable.starts_with(kPrefix) || known_.contains(variable)) continue;
    if (BelongsElsewhere(std::string_view(variable).substr(kPrefix.size()), service_)) continue;
    faults_.push_back(fmt::format("{} is no setting of this program or of another", variable));
  }
  if (faults_.empty()) return;
  throw std::runtime_error(fmt::format("the configuration is wrong:\n  {}", fmt::join(faults_, "\n  ")));
}

std::optional<Reader::Found> Reader::Find(const std::string& name) {
  for (const auto& variable : {fmt::format("{}{}_{}", kPrefix, service_, name), fmt::format("{}{}", kPrefix, name)}) {
    known_.insert(variable);
  }
  for (const auto& variable : {fmt::format("{}{}_{}", kPrefix, service_, name), fmt::format("{}{}", kPrefix, name)}) {
    const std::string start = variable + "=";
    for (const auto& entry : environment_) {
      if (entry.starts_with(start) && entry.size() > start.size()) return Found{variable, entry.substr(start.size())};
    }
  }
  return std::nullopt;
}

std::string Reader::Take(const std::string& name, const std::optional<std::string>& fallback, const std::string& what,
                         bool secret) {
  const auto found = Find(name);
  if (!found && !fallback) {
    Missing(name, what);
    return {};
  }
  const std::string value = found ? found->value : *fallback;
  Record(found ? found->variable : fmt::format("{}{}", kPrefix, name), secret ? "***" : value, what);
  return value;
}

template <class T, class Parse>
T Reader::Parsed(const std::string& name, T fallback, const std::string& expected, const std::string& what,
                 Parse parse) {
  const auto found = Find(name);
  if (!found) {
    Record(fmt::format("{}{}", kPrefix, name), fmt::format("{}", fallback), what);
    return fallback;
  }
  Record(found->variable, found->value, what);
  if (auto value = parse(found->value)) return *value;
  faults_.push_back(fmt::format("{} is {:?}, not {} ({})", found->variable, found->value, expected, what));
  return fallback;
}

void Reader::Missing(const std::string& name, const std::string& what) {
  faults_.push_back(fmt::format("{0}{1} (or {0}{2}_{1}) is missing: {3}", kPrefix, name, service_, what));
}

void Reader::Record(const std::string& variable, const std::string& value, const std::string& what) {
  settings_.push_back({variable, value, what});
}

std::string Reader::Content(const std::string& name, const std::optional<std::string>& fallback,
                            const std::string& what) {
  const auto found = Find(name);
  if (!found) {
    if (!fallback) Missing(name, what);
    return fallback.value_or("");
  }
  Record(found->variable, found->value, what);
  std::ifstream file(found->value, std::ios::binary);
  std::ostringstream content;
  if (!file || !(content << file.rdbuf())) {
    faults_.push_back(fmt::format("{} names the file {:?}, which cannot be read or is empty ({})", found->variable,
                                  found->value, what));
  }
  return content.str();
}

}  // namespace maillage::config
