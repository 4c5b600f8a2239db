#pragma once

#include <mutex>
#include <optional>
#include <string>

#include "platform/clock/activity.h"

namespace maillage::platform {

/// For tests: busy for a given number of looks, then quiet. Thread-safe.
class FakeActivity final : public Activity {
 public:
  explicit FakeActivity(std::string name) : name_(std::move(name)) {}

  void BusyFor(int looks) {
    std::lock_guard lock(mutex_);
    busy_ = looks;
  }
  void DueAt(std::optional<Instant> due) {
    std::lock_guard lock(mutex_);
    due_ = due;
  }
  int looks() const {
    std::lock_guard lock(mutex_);
    return looks_;
  }

  std::string name() const override { return name_; }
  bool Quiet() const override {
    std::lock_guard lock(mutex_);
    ++looks_;
    return busy_ == 0 || --busy_ < 0;
  }
  std::optional<Instant> NextDue() const override {
    std::lock_guard lock(mutex_);
    return due_;
  }

 private:
  const std::string name_;
  mutable std::mutex mutex_;
  mutable int busy_ = 0;
  mutable int looks_ = 0;
  std::optional<Instant> due_;
};

}  // namespace maillage::platform
