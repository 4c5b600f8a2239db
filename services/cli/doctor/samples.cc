#include "cli/doctor/samples.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace maillage::cli::doctor {
namespace {

/// `name="value",…`, from after the brace; a value may hold escaped quotes and braces. Answers the rest of the line.
std::string_view ReadLabels(std::string_view text, Labels& labels) {
  while (!text.empty() && text.front() != '}') {
    const auto equals = text.find("=\"");
    if (equals == std::string_view::npos) return {};
    std::string name(text.substr(0, equals)), value;
    text.remove_prefix(equals + 2);
    while (!text.empty() && text.front() != '"') {
      if (text.front() == '\\' && text.size() > 1) text.remove_prefix(1);
      value += text.front();
      text.remove_prefix(1);
    }
    if (text.empty()) return {};
    text.remove_prefix(1);
    if (text.starts_with(',')) text.remove_prefix(1);
    labels[name] = value;
  }
  if (!text.empty()) text.remove_prefix(1);
  return text;
}

std::optional<Sample> ReadLine(std::string_view line) {
  const auto end = line.find_first_of("{ ");
  if (line.empty() || line.front() == '#' || end == std::string_view::npos) return std::nullopt;
  Sample sample;
  sample.name = line.substr(0, end);
  auto rest = line.substr(end);
  if (rest.front() == '{') rest = ReadLabels(rest.substr(1), sample.labels);
  const std::string number(rest);
  char* parsed = nullptr;
  sample.value = std::strtod(number.c_str(), &parsed);
  if (parsed == number.c_str()) return std::nullopt;
  return sample;
}

}  // namespace

Samples Samples::Parse(const std::string& text) {
  std::vector<Sample> samples;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (auto sample = ReadLine(line)) samples.push_back(std::move(*sample));
  }
  return Samples(std::move(samples));
}

std::optional<double> Samples::Sum(const std::string& name, const Labels& labels) const {
  std::optional<double> sum;
  for (const auto& sample : samples_) {
    const bool has_all = std::ranges::includes(sample.labels, labels);
    if (sample.name == name && has_all) sum = sum.value_or(0) + sample.value;
  }
  return sum;
}

std::map<std::string, double> Samples::By(const std::string& label, const std::string& name) const {
  std::map<std::string, double> sums;
  for (const auto& sample : samples_) {
    if (sample.name != name) continue;
    if (const auto value = sample.labels.find(label); value != sample.labels.end()) sums[value->second] += sample.value;
  }
  return sums;
}

}  // namespace maillage::cli::doctor
