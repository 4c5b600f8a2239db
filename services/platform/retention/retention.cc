#include "platform/retention/retention.h"

#include <condition_variable>
#include <mutex>

#include "platform/log/log.h"
#include "platform/metrics/metrics.h"

namespace maillage::retention {
namespace {

constexpr std::chrono::minutes kFirst{10};
constexpr std::chrono::hours kEvery{1};
constexpr std::chrono::milliseconds kBreath{50};
constexpr std::int64_t kMost = 2000;

/// Or less when `stop` is requested.
void Pause(std::chrono::milliseconds time, std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, time, [] { return false; });
}

}  // namespace

struct Retention::Table {
  std::string name;
  Purge purge;
  metrics::Counter& removed;
};

Retention::~Retention() { Stop(); }

void Retention::Add(const std::string& table, Purge purge) {
  auto& removed = metrics::Registry::Process().AddCounter(
      "maillage_purged_rows_total", "Rows removed because they were past their time.", {{"table", table}});
  tables_.push_back(std::make_shared<Table>(Table{table, std::move(purge), removed}));
}

void Retention::Start() {
  thread_ = std::jthread([this](std::stop_token stop) {
    Pause(kFirst, stop);
    while (!stop.stop_requested()) {
      Round(stop);
      Pause(kEvery, stop);
    }
  });
}

void Retention::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Retention::Round(std::stop_token stop) {
  for (const auto& table : tables_) {
    while (!stop.stop_requested()) {
      auto removed = table->purge(kMost);
      if (!removed) log::Warn("what is past its time was not removed", removed.error(), {{"table", table->name}});
      if (removed) table->removed.Add(static_cast<double>(*removed));
      if (!removed || *removed < kMost) break;
      Pause(kBreath, stop);
    }
  }
}

}  // namespace maillage::retention
