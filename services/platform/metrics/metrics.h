#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// Prometheus metrics, registered at start and kept by reference. One registry per process, handed out by `Registry`.
/// Label values come from bounded sets only. Free of prometheus-cpp headers on purpose.
namespace maillage::metrics {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  virtual ~Counter() = default;
  virtual void Add(double amount = 1) = 0;
  virtual double Value() const = 0;
};
class Gauge {
 public:
  virtual ~Gauge() = default;
  virtual void Set(double value) = 0;
  virtual void Add(double amount) = 0;
};
class Histogram {
 public:
  virtual ~Histogram() = default;
  virtual void Observe(double value) = 0;
};

/// Buckets for latencies in seconds: 0.5 ms to 10 s.
std::vector<double> LatencyBuckets();

/// Thread-safe. The same name and labels again give the same object. A name has at most 1000 sets of labels: beyond,
/// all values are `other`, so that a mistake costs accuracy and not memory.
class Registry {
 public:
  Registry();
  ~Registry();

  Counter& AddCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge& AddGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram& AddHistogram(const std::string& name, const std::string& help, std::vector<double> buckets,
                          const Labels& labels = {});
  /// Called before each scrape, to set gauges; for as long as the registry lives or until StopExposing, whichever comes
  /// first.
  void OnScrape(std::function<void()> refresh);

  /// Serves /metrics on host:port. Throws std::runtime_error when it cannot.
  void Expose(const std::string& listen);
  /// The port in use after Expose; 0 before.
  int port() const;
  /// Serves no more, after the scrape under way, and forgets what OnScrape was told. Call it before what those
  /// functions read goes away. Idempotent.
  void StopExposing();
  /// What /metrics would say now.
  std::string Text() const;

  /// The process's registry.
  static Registry& Process();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace maillage::metrics
