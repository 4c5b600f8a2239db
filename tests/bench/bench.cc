#include "bench/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace maillage::bench {
namespace {

std::string Shown(double value) {
  return std::abs(value) >= 100  ? fmt::format("{:.0f}", value)
         : std::abs(value) >= 10 ? fmt::format("{:.1f}", value)
                                 : fmt::format("{:.3f}", value);
}

}  // namespace

std::vector<double> Pairs::Ratios() const {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / bare[i]);
  return ratios;
}

Pairs Alternate(int pairs, const std::function<double()>& ours, const std::function<double()>& bare) {
  Pairs samples;
  for (int i = 0; i < pairs; ++i) {
    if (i % 2 == 0) samples.ours.push_back(ours());
    samples.bare.push_back(bare());
    if (i % 2 != 0) samples.ours.push_back(ours());
  }
  return samples;
}

double Median(std::vector<double> samples) {
  std::sort(samples.begin(), samples.end());
  const auto middle = samples.size() / 2;
  return samples.size() % 2 != 0 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2;
}

double Percentile(std::vector<double> samples, double percent) {
  const auto rank = static_cast<std::size_t>(std::ceil(percent / 100 * static_cast<double>(samples.size())));
  const auto at = std::max<std::size_t>(rank, 1) - 1;
  std::nth_element(samples.begin(), samples.begin() + static_cast<std::ptrdiff_t>(at), samples.end());
  return samples[at];
}

void Report::Figure(const std::string& name, const std::vector<double>& samples, const std::string& unit) {
  const auto [low, high] = std::minmax_element(samples.begin(), samples.end());
  fmt::print("{}: {} {} ({} to {})\n", name, Shown(Median(samples)), unit, Shown(*low), Shown(*high));
  std::fflush(stdout);
}

void Report::Judged(const std::string& name, const std::vector<double>& samples, const std::string& unit, Bound bound,
                    double target) {
  Figure(name, samples, unit);
  const double median = Median(samples);
  rows_.push_back({name, fmt::format("{} {}", Shown(median), unit),
                   fmt::format("{} {} {}", bound == Bound::kAtLeast ? "≥" : "≤", Shown(target), unit),
                   bound == Bound::kAtLeast ? median >= target : median <= target});
}

void Report::AtLeast(const std::string& name, const Pairs& pairs, const std::string& unit, double target) {
  Figure(name + ".ours", pairs.ours, unit);
  Figure(name + ".bare", pairs.bare, unit);
  Judged(name, pairs.Ratios(), "of bare", Bound::kAtLeast, target);
}

void Report::Print() const {
  if (rows_.empty()) return;
  fmt::print("\n{:<28} {:>18}   {:<18} {}\n", "figure (median)", "measured", "target", "verdict");
  for (const auto& row : rows_)
    fmt::print("{:<28} {:>18}   {:<20} {}\n", row.name, row.measured, row.target, row.met ? "met" : "MISSED");
}

void Require(bool good, std::string_view text) {
  if (!good) throw std::runtime_error(std::string(text));
}

double Seconds(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

}  // namespace maillage::bench
