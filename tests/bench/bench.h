#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

/// What every bench needs: pairs of runs, figures, and the table at the end.
namespace maillage::bench {

/// How much is measured: `quick` shows that a bench works, `full` gives figures.
struct Size {
  bool quick = false;
  int pairs() const { return quick ? 2 : 5; }
  /// `full` scaled down for a quick run.
  int Of(int full) const { return quick ? full / 10 : full; }
};

/// The samples of two things done alternately, pair by pair.
struct Pairs {
  std::vector<double> ours, bare;
  /// ours ÷ bare, pair by pair.
  std::vector<double> Ratios() const;
};

/// Runs both `pairs` times, one after the other, each first every other time: what else the machine does meets both.
/// Each answers its figure.
Pairs Alternate(int pairs, const std::function<double()>& ours, const std::function<double()>& bare);

double Median(std::vector<double> samples);
/// The smallest sample that at least `percent` of 100 samples do not exceed.
double Percentile(std::vector<double> samples, double percent);

/// The figures of one run of the program. Each is printed as it is known: `name: median unit (lowest to highest)`.
class Report {
 public:
  enum class Bound { kAtLeast, kAtMost };

  void Figure(const std::string& name, const std::vector<double>& samples, const std::string& unit);
  /// A figure that has a target: it also goes to the table.
  void Judged(const std::string& name, const std::vector<double>& samples, const std::string& unit, Bound bound,
              double target);
  /// `<name>.ours`, `<name>.bare` and the ratio of the two, at least `target`.
  void AtLeast(const std::string& name, const Pairs& pairs, const std::string& unit, double target);
  /// The table: each figure with its target and the verdict.
  void Print() const;

 private:
  struct Row {
    std::string name, measured, target;
    bool met;
  };
  std::vector<Row> rows_;
};

/// Throws std::runtime_error with the text unless `good`: a bench that went wrong has no figure.
void Require(bool good, std::string_view text);

/// Seconds that `work` takes.
double Seconds(const std::function<void()>& work);

}  // namespace maillage::bench
