#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace maillage::cli::doctor {

using Labels = std::map<std::string, std::string>;

/// One line of what a service exposes for Prometheus.
struct Sample {
  std::string name;
  Labels labels;
  double value = 0;
};

/// What a service exposes, read once.
class Samples {
 public:
  Samples() = default;
  explicit Samples(std::vector<Sample> samples) : samples_(std::move(samples)) {}
  /// Prometheus' text format; lines that are none are passed over.
  static Samples Parse(const std::string& text);

  /// The sum over the series of that name that have these labels; nullopt when there is none.
  std::optional<double> Sum(const std::string& name, const Labels& labels = {}) const;
  /// The values that a label has in the series of that name, each with the sum over its series.
  std::map<std::string, double> By(const std::string& label, const std::string& name) const;

 private:
  std::vector<Sample> samples_;
};

}  // namespace maillage::cli::doctor
