#include <grpcpp/support/byte_buffer.h>

#include <thread>

#include "platform/core/reasons.h"
#include "platform/rpc/byte_buffer.h"
#include "platform/rpc/live_call.h"

namespace maillage::rpc {
namespace {

constexpr int kMostStreams = 256;

/// A stream's handler has a thread to itself. A write returns when gRPC has taken it, so a slow client slows its
/// handler only.
class StreamCall final : public LiveCall, private StreamSink {
 public:
  using LiveCall::LiveCall;

  void EndStream() override { Close(); }

 private:
  ~StreamCall() override = default;

  void Begin() override {
    core().streams.Add(1);
    if (core().streams.value() > kMostStreams) {
      core().streams.Add(-1);
      Refuse(Fail(reason::kOverloaded, "too many streams are open").value());
      return;
    }
    Hold();
    std::thread([this, core = shared_core()] {
      Handle();
      Release();
      core->streams.Add(-1);
    }).detach();
  }

  void Handle() {
    try {
      if (RefuseTrespass()) return;
      auto status = method().stream(call(), request(), *this);
      if (!status) {
        Refuse(status.error());
      } else if (core().stopping) {
        Refuse(Fail(reason::kStopping, "the service is about to stop").value());
      } else {
        Succeed();
      }
    } catch (const std::exception& thrown) {
      RefuseException(thrown.what());
    } catch (...) {
      RefuseException("not a std::exception");
    }
  }

  bool Write(const google::protobuf::Message& message) override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return !writing_ || closed_; });
    if (closed_) return false;
    writing_ = true;
    StartWrite(ToBytes(message));
    changed_.wait(lock, [&] { return !writing_ || closed_; });
    return !closed_;
  }

  bool Open(std::chrono::milliseconds wait) override {
    std::unique_lock lock(mutex_);
    const auto until = std::min(std::chrono::steady_clock::now() + wait, call().deadline);
    changed_.wait_until(lock, until, [&] { return closed_; });
    return !closed_ && std::chrono::steady_clock::now() < call().deadline;
  }

  void OnWriteDone(bool ok) override {
    std::lock_guard lock(mutex_);
    writing_ = false;
    closed_ = closed_ || !ok;
    changed_.notify_all();
  }

  void OnCancel() override {
    LiveCall::OnCancel();
    Close();
  }

  void Close() {
    std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool writing_ = false;
  bool closed_ = false;
};

}  // namespace

void TakeStreamCall(std::shared_ptr<ServerCore> core, std::string name, const Router::Method& method,
                    std::unique_ptr<Arrival> arrival) {
  (new StreamCall(std::move(core), std::move(name), &method, false, std::move(arrival)))->Start();
}

}  // namespace maillage::rpc
