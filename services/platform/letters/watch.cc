#include "platform/letters/watch.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "platform/letters/reader.h"
#include "platform/log/log.h"

namespace maillage::letters {
namespace {

constexpr std::chrono::seconds kEvery{10};
constexpr std::chrono::seconds kTimeout{1};

}  // namespace

Watch::Watch(kafka::Config config, std::string group, std::vector<std::string> topics)
    : config_(std::move(config)),
      group_(std::move(group)),
      topics_(std::move(topics)),
      open_(metrics::Registry::Process().AddGauge(
          "maillage_dead_letters_open", "Dead letters about which nobody has done anything.", {{"group", group_}})) {}

Watch::~Watch() { Stop(); }

void Watch::Start() {
  thread_ = std::jthread([this](std::stop_token stop) { Run(stop); });
}

void Watch::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void Watch::Run(std::stop_token stop) {
  Reader reader(config_, topics_);
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  while (!stop.stop_requested()) {
    if (auto read = reader.Refresh(kTimeout); read) {
      const auto& letters = reader.book().letters();
      open_.Set(static_cast<double>(std::ranges::count_if(
          letters, [&](const auto& entry) { return entry.second.open() && entry.second.group == group_; })));
    } else {
      log::Debug("the dead letters could not be counted", {{"said", read.error().message}});
    }
    wake.wait_for(lock, stop, kEvery, [] { return false; });
  }
}

}  // namespace maillage::letters
