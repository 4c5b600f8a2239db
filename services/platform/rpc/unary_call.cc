#include "platform/core/reasons.h"
#include "platform/rpc/live_call.h"

namespace maillage::rpc {
namespace {

class UnaryCall final : public LiveCall, private Job {
 public:
  using LiveCall::LiveCall;

 private:
  ~UnaryCall() override = default;

  void Begin() override {
    Hold();
    if (core().executor.Submit(*this)) return;
    if (core().stopping) {
      Refuse(Fail(reason::kStopping, "the service is about to stop").value());
    } else {
      Refuse(Fail(reason::kOverloaded, "too many requests wait; try again later").value());
    }
    Release();
  }

  void Run() override {
    if (cancelled()) {
      Refuse(Fail(reason::kCancelled, "the client gave the call up").value());
    } else if (std::chrono::steady_clock::now() >= call().deadline) {
      Refuse(Fail(reason::kDeadlineExceeded, "the call's time was over before its turn came").value());
    } else {
      Handle();
    }
    Release();
  }

  void Drop() override {
    Refuse(Fail(reason::kStopping, "the service is about to stop").value());
    Release();
  }

  void Handle() {
    try {
      if (RefuseTrespass()) return;
      auto result = method().unary(call(), request());
      if (result) {
        Succeed(*result);
      } else {
        Refuse(result.error());
      }
    } catch (const std::exception& thrown) {
      RefuseException(thrown.what());
    } catch (...) {
      RefuseException("not a std::exception");
    }
  }
};

}  // namespace

void TakeUnaryCall(std::shared_ptr<ServerCore> core, std::string name, const Router::Method* method,
                   std::unique_ptr<Arrival> arrival) {
  (new UnaryCall(std::move(core), std::move(name), method, true, std::move(arrival)))->Start();
}

}  // namespace maillage::rpc
