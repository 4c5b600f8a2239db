#include "platform/rpc/health.h"

#include <optional>

#include "grpc/health/v1/health.pb.h"
#include "platform/rpc/byte_buffer.h"
#include "platform/rpc/server_core.h"
#include "platform/rpc/wire_call.h"

namespace maillage::rpc {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

/// A question about the server's health.
class HealthCall final : public WireCall {
 public:
  HealthCall(std::shared_ptr<ServerCore> core, std::unique_ptr<Arrival> arrival, bool watch)
      : WireCall(std::move(arrival)), core_(std::move(core)), watch_(watch) {}

  void Start() { StartRead(&received_); }

  /// Tells what has changed since it was told last, if anything.
  void Tell() {
    const std::lock_guard lock(mutex_);
    const auto now = Status();
    if (writing_ || ended_ || told_ == now) return;
    told_ = now;
    writing_ = true;
    StartWrite(Answer(now));
  }

 private:
  ~HealthCall() override = default;

  void OnReadDone(bool ok) override {
    HealthCheckRequest request;
    if (!ok || !Parse(received_, request))
      return End({grpc::StatusCode::INVALID_ARGUMENT, "the message is no HealthCheckRequest"});
    known_ = request.service().empty();
    if (watch_) {
      core_->health.Add(this);
      Tell();
    } else if (!known_) {
      End({grpc::StatusCode::NOT_FOUND, "the server's health is under the empty name"});
    } else if (const std::lock_guard lock(mutex_); !std::exchange(ended_, true)) {
      StartWriteAndFinish(Answer(Status()));
    }
  }

  void OnWriteDone(bool) override {
    {
      const std::lock_guard lock(mutex_);
      writing_ = false;
    }
    Tell();
  }

  void OnCancel() override { End(grpc::Status::CANCELLED); }
  void OnDone() override { core_->health.Remove(this); }

  void End(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(ended_, true)) Finish(status);
  }

  HealthCheckResponse::ServingStatus Status() const {
    if (!known_) return HealthCheckResponse::SERVICE_UNKNOWN;
    return core_->health.serving() ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
  }

  static grpc::ByteBuffer Answer(HealthCheckResponse::ServingStatus status) {
    HealthCheckResponse response;
    response.set_status(status);
    return ToBytes(response);
  }

  const std::shared_ptr<ServerCore> core_;
  const bool watch_;
  bool known_ = true;
  std::mutex mutex_;
  grpc::ByteBuffer received_;
  std::optional<HealthCheckResponse::ServingStatus> told_;
  bool writing_ = false;
  bool ended_ = false;
};

void Health::Leave() {
  serving_ = false;
  const std::lock_guard lock(mutex_);
  for (auto* watcher : watchers_) watcher->Tell();
}

void Health::Add(HealthCall* watcher) {
  const std::lock_guard lock(mutex_);
  watchers_.insert(watcher);
}

void Health::Remove(HealthCall* watcher) {
  const std::lock_guard lock(mutex_);
  watchers_.erase(watcher);
}

void TakeHealthCall(std::shared_ptr<ServerCore> core, std::unique_ptr<Arrival> arrival, bool watch) {
  (new HealthCall(std::move(core), std::move(arrival), watch))->Start();
}

}  // namespace maillage::rpc
