#include "platform/runtime/clock_service.h"

#include <thread>

#include "maillage/platform/v1/clock.pb.h"
#include "platform/core/reasons.h"

namespace maillage::platform {
namespace {

using google::protobuf::Timestamp;
using v1::AdvanceClockRequest;
using v1::AdvanceClockResponse;

constexpr std::chrono::microseconds kPoll{100};
/// Kept of the call's time for the answer that says what is still busy.
constexpr std::chrono::milliseconds kForTheAnswer{200};

Timestamp ToTimestamp(Instant instant) {
  const auto seconds = date::floor<std::chrono::seconds>(instant);
  Timestamp timestamp;
  timestamp.set_seconds(seconds.time_since_epoch().count());
  timestamp.set_nanos(static_cast<std::int32_t>(std::chrono::nanoseconds(instant - seconds).count()));
  return timestamp;
}

Instant ToInstant(const Timestamp& timestamp) {
  return Instant(std::chrono::seconds(timestamp.seconds())) + std::chrono::microseconds(timestamp.nanos() / 1000);
}

/// One request at work: every wait ends with the call's time.
class Step {
 public:
  Step(const Steppable& service, const Call& call, const AdvanceClockRequest& request)
      : service_(service), request_(request), until_(call.deadline - kForTheAnswer) {}

  Result<AdvanceClockResponse> Run() {
    const auto now = request_.has_now() ? ToInstant(request_.now()) : service_.clock->Now();
    if (now < service_.clock->Now()) return Backwards(now);
    if (auto reached = WaitFor([&] { return Reached(); }); !reached) return Propagate(reached);
    if (!service_.clock->AdvanceTo(now)) return Backwards(now);  // another step came between
    // Work that passes from one activity to another may be seen in neither on a single look.
    int quiet = 0;
    auto settled = WaitFor([&] {
      quiet = Busy().empty() ? quiet + 1 : 0;
      return quiet == 2;
    });
    if (!settled) return Propagate(settled);
    return Answer();
  }

 private:
  tl::unexpected<Error> Backwards(Instant now) const {
    return Fail(reason::kClockBackwards, "the clock reads {}, which is after {}", ToRfc3339(service_.clock->Now()),
                ToRfc3339(now));
  }

  template <class Condition>
  Status WaitFor(Condition condition) {
    while (!condition()) {
      if (service_.stopping) return Fail(reason::kStopping, "the service is about to stop");
      if (std::chrono::steady_clock::now() >= until_) return Fail(reason::kDeadlineExceeded, "still busy: {}", Busy());
      std::this_thread::sleep_for(kPoll);
    }
    return {};
  }

  bool Reached() const {
    for (const auto& position : request_.positions()) {
      for (const auto& reached : service_.reached) {
        if (!reached(position.topic(), position.partition(), position.next_offset())) return false;
      }
    }
    return true;
  }

  /// Names of those that are not quiet; empty: all are.
  std::string Busy() const {
    std::string names;
    for (const auto* activity : service_.activities) {
      if (!activity->Quiet()) names += (names.empty() ? "" : ", ") + activity->name();
    }
    if (!Reached()) names += std::string(names.empty() ? "" : ", ") + "a consumer that is behind";
    return names;
  }

  AdvanceClockResponse Answer() const {
    AdvanceClockResponse response;
    std::optional<Instant> next;
    for (const auto* activity : service_.activities) {
      const auto due = activity->NextDue();
      if (due && (!next || *due < *next)) next = due;
    }
    if (next) *response.mutable_next_due_time() = ToTimestamp(*next);
    if (service_.published) {
      for (const auto& [partition, next_offset] : service_.published()) {
        auto& position = *response.add_positions();
        position.set_topic(partition.first);
        position.set_partition(partition.second);
        position.set_next_offset(next_offset);
      }
    }
    if (const auto now = service_.clock->Now(); now != Instant()) *response.mutable_now() = ToTimestamp(now);
    return response;
  }

  const Steppable& service_;
  const AdvanceClockRequest& request_;
  const Deadline until_;
};

}  // namespace

void ServeClock(rpc::Router& router, const Steppable& steppable) {
  router.Unary<AdvanceClockRequest, AdvanceClockResponse>(
      "maillage.platform.v1.ClockService/AdvanceClock",
      [&steppable](const Call& call, const AdvanceClockRequest& request) -> Result<AdvanceClockResponse> {
        if (steppable.clock == nullptr)
          return Fail(reason::kTestOnly, "the clock is moved only with MAILLAGE_ENV=test");
        return Step(steppable, call, request).Run();
      });
}

}  // namespace maillage::platform
