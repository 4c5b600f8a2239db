#include "platform/runtime/parts.h"

#include <algorithm>

#include "platform/core/reasons.h"
#include "platform/log/log.h"

namespace maillage::platform {
namespace {

Status Guarded(const std::function<Status()>& start) {
  try {
    return start();
  } catch (const std::exception& thrown) {
    return Fail(reason::kInternal, "{}", thrown.what());
  }
}

}  // namespace

void Parts::Add(std::string name, std::function<Status()> start, Stop stop) {
  parts_.push_back({std::move(name), std::move(start), std::move(stop)});
}

Status Parts::StartAll() {
  for (; started_ < parts_.size(); ++started_) {
    auto& part = parts_[started_];
    if (!part.start) continue;
    if (auto status = Guarded(part.start); !status) {
      log::Error("a part did not start", status.error(), {{"part", part.name}});
      return status;
    }
  }
  return {};
}

void Parts::StopAll(std::chrono::milliseconds budget) {
  using Clock = std::chrono::steady_clock;
  const auto until = Clock::now() + budget;
  while (started_ > 0) {
    auto& part = parts_[--started_];
    if (!part.stop) continue;
    const auto begun = Clock::now();
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - begun);
    try {
      part.stop(std::max(left, std::chrono::milliseconds(0)));
    } catch (const std::exception& thrown) {
      log::Error("a part did not stop well", {{"part", part.name}, {"what", thrown.what()}});
    }
    const auto took = std::chrono::duration<double>(Clock::now() - begun).count();
    log::Debug("stopped", {{"part", part.name}, {"seconds", fmt::format("{:.3f}", took)}});
  }
}

}  // namespace maillage::platform
