#pragma once

#include <grpcpp/generic/async_generic_service.h>

#include <atomic>
#include <memory>

// Private to rpc/*.cc: includes gRPC.
namespace maillage::rpc {

/// Something that gRPC was asked for is over. Comes on the thread that takes whatever the server's queue brings: may
/// not wait.
class Event {
 public:
  /// `ok`: it was done; false: it never will be.
  virtual void Come(bool ok) = 0;
  /// What gRPC gives back.
  void* tag() { return this; }

 protected:
  ~Event() = default;
};

/// An event that is told to a member of its owner.
template <class Owner>
class EventOf final : public Event {
 public:
  EventOf(Owner& owner, void (Owner::*told)(bool ok)) : owner_(owner), told_(told) {}
  void Come(bool ok) override { (owner_.*told_)(ok); }

 private:
  Owner& owner_;
  void (Owner::*told_)(bool ok);
};

class WireCall;

/// What gRPC keeps of a call, from before it comes.
class Arrival {
 public:
  Arrival() { context.AsyncNotifyWhenDone(over_.tag()); }

  grpc::GenericServerContext context;
  grpc::GenericServerAsyncReaderWriter stream{&context};

 private:
  friend class WireCall;
  void Over(bool ok);

  EventOf<Arrival> over_{*this, &Arrival::Over};
  WireCall* call_ = nullptr;
};

/// A call on the wire: what gRPC can be asked for, and what becomes of it. Has to be finished, once, even when the
/// client has gone. Belongs to gRPC until OnDone and to whoever holds a reference; deletes itself with the last one.
///
/// Start… and Finish may be called on any thread, nothing after Finish; On… come on the thread of the server's queue.
class WireCall {
 public:
  explicit WireCall(std::unique_ptr<Arrival> arrival) : arrival_(std::move(arrival)) { arrival_->call_ = this; }
  WireCall(const WireCall&) = delete;
  WireCall& operator=(const WireCall&) = delete;

  void Hold() { references_.fetch_add(1, std::memory_order_relaxed); }
  void Release();

 protected:
  virtual ~WireCall() = default;

  /// Before OnDone.
  const grpc::GenericServerContext& context() const { return arrival_->context; }
  /// One at a time; the buffer stays until OnReadDone.
  void StartRead(grpc::ByteBuffer* into);
  /// One at a time.
  void StartWrite(const grpc::ByteBuffer& message);
  void StartWriteAndFinish(const grpc::ByteBuffer& message);
  void Finish(const grpc::Status& status);

  virtual void OnReadDone(bool ok) = 0;
  virtual void OnWriteDone(bool) {}
  /// The client has gone, its deadline is over or the server shuts down.
  virtual void OnCancel() {}
  /// The last of all.
  virtual void OnDone() {}

 private:
  friend class Arrival;
  void ReadDone(bool ok);
  void WriteDone(bool ok);
  void FinishDone(bool ok);
  void Settle();

  std::unique_ptr<Arrival> arrival_;
  EventOf<WireCall> read_{*this, &WireCall::ReadDone};
  EventOf<WireCall> write_{*this, &WireCall::WriteDone};
  EventOf<WireCall> finish_{*this, &WireCall::FinishDone};
  std::atomic<int> open_{2};  // what has to come yet: the end of Finish, the call's own, and whatever was started
  std::atomic<int> references_{1};
};

}  // namespace maillage::rpc
