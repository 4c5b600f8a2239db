#include "platform/metrics/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>
#include <stdexcept>
#include <utility>

namespace maillage::metrics {
namespace {

constexpr std::size_t kMostSeries = 1000;

class PrometheusCounter final : public Counter {
 public:
  explicit PrometheusCounter(prometheus::Counter& counter) : counter_(counter) {}
  void Add(double amount) override { counter_.Increment(amount); }
  double Value() const override { return counter_.Value(); }

 private:
  prometheus::Counter& counter_;
};

class PrometheusGauge final : public Gauge {
 public:
  explicit PrometheusGauge(prometheus::Gauge& gauge) : gauge_(gauge) {}
  void Set(double value) override { gauge_.Set(value); }
  void Add(double amount) override { gauge_.Increment(amount); }

 private:
  prometheus::Gauge& gauge_;
};

class PrometheusHistogram final : public Histogram {
 public:
  explicit PrometheusHistogram(prometheus::Histogram& histogram) : histogram_(histogram) {}
  void Observe(double value) override { histogram_.Observe(value); }

 private:
  prometheus::Histogram& histogram_;
};

/// What a scrape reads: the registry, after the refreshes.
class Scraped final : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override {
    std::lock_guard guard(mutex_);
    for (const auto& refresh : refreshes_) refresh();
    return registry.Collect();
  }
  void Add(std::function<void()> refresh) {
    std::lock_guard guard(mutex_);
    refreshes_.push_back(std::move(refresh));
  }
  void Forget() {
    std::lock_guard guard(mutex_);
    refreshes_.clear();
  }

  prometheus::Registry registry;

 private:
  mutable std::mutex mutex_;
  std::vector<std::function<void()>> refreshes_;
};

template <class Metric>
using Series = std::map<std::string, std::map<Labels, std::unique_ptr<Metric>>>;

/// The series of that name and labels, made by `make(labels)` when there is none.
template <class Metric, class Make>
Metric& FindOrMake(Series<Metric>& all, const std::string& name, Labels labels, Make make) {
  auto& family = all[name];
  if (!family.contains(labels) && family.size() >= kMostSeries) {
    for (auto& label : labels) label.second = "other";
  }
  auto& metric = family[labels];
  if (!metric) metric = make(labels);
  return *metric;
}

}  // namespace

struct Registry::State {
  // Shared because the exposer keeps only a weak pointer to it; destroyed after the exposer.
  std::shared_ptr<Scraped> scraped = std::make_shared<Scraped>();
  mutable std::mutex mutex;
  Series<Counter> counters;
  Series<Gauge> gauges;
  Series<Histogram> histograms;
  std::unique_ptr<prometheus::Exposer> exposer;
};

std::vector<double> LatencyBuckets() {
  return {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};
}

Registry::Registry() : state_(std::make_unique<State>()) {}
Registry::~Registry() = default;

Counter& Registry::AddCounter(const std::string& name, const std::string& help, const Labels& labels) {
  std::lock_guard guard(state_->mutex);
  return FindOrMake(state_->counters, name, labels, [&](const Labels& kept) {
    auto& family = prometheus::BuildCounter().Name(name).Help(help).Register(state_->scraped->registry);
    return std::make_unique<PrometheusCounter>(family.Add(kept));
  });
}

Gauge& Registry::AddGauge(const std::string& name, const std::string& help, const Labels& labels) {
  std::lock_guard guard(state_->mutex);
  return FindOrMake(state_->gauges, name, labels, [&](const Labels& kept) {
    auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(state_->scraped->registry);
    return std::make_unique<PrometheusGauge>(family.Add(kept));
  });
}

Histogram& Registry::AddHistogram(const std::string& name, const std::string& help, std::vector<double> buckets,
                                  const Labels& labels) {
  std::lock_guard guard(state_->mutex);
  return FindOrMake(state_->histograms, name, labels, [&](const Labels& kept) {
    auto& family = prometheus::BuildHistogram().Name(name).Help(help).Register(state_->scraped->registry);
    return std::make_unique<PrometheusHistogram>(family.Add(kept, std::move(buckets)));
  });
}

void Registry::OnScrape(std::function<void()> refresh) { state_->scraped->Add(std::move(refresh)); }

void Registry::Expose(const std::string& listen) {
  std::lock_guard guard(state_->mutex);
  try {
    state_->exposer = std::make_unique<prometheus::Exposer>(listen);
    state_->exposer->RegisterCollectable(state_->scraped);
  } catch (const std::exception& e) {
    throw std::runtime_error("metrics cannot be served on " + listen + ": " + e.what());
  }
}

int Registry::port() const {
  std::lock_guard guard(state_->mutex);
  return state_->exposer ? state_->exposer->GetListeningPorts().front() : 0;
}

void Registry::StopExposing() {
  std::unique_ptr<prometheus::Exposer> exposer;
  {
    std::lock_guard guard(state_->mutex);
    exposer = std::move(state_->exposer);
  }
  exposer.reset();  // waits for the scrape under way, which may want the mutex
  state_->scraped->Forget();
}

std::string Registry::Text() const { return prometheus::TextSerializer().Serialize(state_->scraped->Collect()); }

Registry& Registry::Process() {
  static auto* registry = new Registry;  // outlives the threads that still count while the process ends
  return *registry;
}

}  // namespace maillage::metrics
