#include "platform/rpc/wire_call.h"

namespace maillage::rpc {

void Arrival::Over(bool) {
  if (context.IsCancelled()) call_->OnCancel();
  call_->Settle();
}

void WireCall::StartRead(grpc::ByteBuffer* into) {
  open_.fetch_add(1, std::memory_order_relaxed);
  arrival_->stream.Read(into, read_.tag());
}

void WireCall::StartWrite(const grpc::ByteBuffer& message) {
  open_.fetch_add(1, std::memory_order_relaxed);
  arrival_->stream.Write(message, write_.tag());
}

void WireCall::StartWriteAndFinish(const grpc::ByteBuffer& message) {
  arrival_->stream.WriteAndFinish(message, grpc::WriteOptions(), grpc::Status::OK, finish_.tag());
}

void WireCall::Finish(const grpc::Status& status) { arrival_->stream.Finish(status, finish_.tag()); }

void WireCall::Release() {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

void WireCall::ReadDone(bool ok) {
  OnReadDone(ok);
  Settle();
}

void WireCall::WriteDone(bool ok) {
  OnWriteDone(ok);
  Settle();
}

void WireCall::FinishDone(bool) { Settle(); }

/// The server shuts down when gRPC has nothing of any call left, so that goes at once, whoever holds a reference.
void WireCall::Settle() {
  if (open_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  OnDone();
  arrival_.reset();
  Release();
}

}  // namespace maillage::rpc
