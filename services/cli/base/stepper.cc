#include "cli/base/stepper.h"

#include <algorithm>
#include <thread>

#include "cli/base/output.h"
#include "maillage/platform/v1/clock.pb.h"

namespace maillage::cli {
namespace v1 = maillage::platform::v1;

Status Stepper::AdvanceTo(Instant to) {
  for (;;) {
    auto next = to;
    for (const auto& [service, due] : next_due_) {
      if (due && (service != "notifier" || notifier_running_)) next = std::min(next, std::max(*due, now_));
    }
    if (auto status = Step(next); !status) return status;
    if (next == to) return {};
  }
}

Status Stepper::Join() {
  if (auto status = Advance(platform_.directory(), "directory", std::nullopt); !status) return status;
  if (auto status = Advance(platform_.network(), "network", std::nullopt); !status) return status;
  return Advance(platform_.notifier(), "notifier", std::nullopt);
}

Status Stepper::NotifierStarted() {
  notifier_running_ = true;
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  for (;;) {
    auto status = Advance(platform_.notifier(), "notifier", now_);
    if (status || status.error().code != Code::kUnavailable || std::chrono::steady_clock::now() > give_up)
      return status;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // a process is starting: nothing to wait on
  }
}

Status Stepper::Step(Instant now) {
  now_ = now;
  if (auto status = Advance(platform_.directory(), "directory", now); !status) return status;
  if (auto status = Advance(platform_.network(), "network", now); !status) return status;
  if (notifier_running_) return Advance(platform_.notifier(), "notifier", now);
  return {};
}

Status Stepper::Advance(rpc::Client& service, const std::string& name, std::optional<Instant> now) {
  v1::AdvanceClockRequest request;
  if (now) *request.mutable_now() = ToTimestamp(*now);
  for (const auto& [partition, next_offset] : positions_) {
    auto* position = request.add_positions();
    position->set_topic(partition.first);
    position->set_partition(partition.second);
    position->set_next_offset(next_offset);
  }
  rpc::CallOptions options;
  options.timeout = std::chrono::seconds(60);
  auto response =
      service.Call<v1::AdvanceClockResponse>("maillage.platform.v1.ClockService/AdvanceClock", request, options);
  if (!response) return Propagate(response);
  for (const auto& position : response->positions()) {
    auto& known = positions_[{position.topic(), position.partition()}];
    known = std::max(known, position.next_offset());
  }
  if (response->has_now()) now_ = std::max(now_, FromTimestamp(response->now()));
  next_due_[name] =
      response->has_next_due_time() ? std::optional(FromTimestamp(response->next_due_time())) : std::nullopt;
  return {};
}

}  // namespace maillage::cli
