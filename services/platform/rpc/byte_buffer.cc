#include "platform/rpc/byte_buffer.h"

#include <grpcpp/support/proto_buffer_reader.h>

namespace maillage::rpc {

grpc::ByteBuffer ToBytes(const google::protobuf::Message& message) { return ToBytes(message.SerializeAsString()); }

grpc::ByteBuffer ToBytes(const std::string& serialised) {
  const grpc::Slice slice(serialised);
  return {&slice, 1};
}

bool Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& message) {
  bool parsed = false;
  {
    grpc::ProtoBufferReader reader(&bytes);
    parsed = reader.status().ok() && message.ParseFromZeroCopyStream(&reader);
  }
  bytes.Clear();
  return parsed;
}

}  // namespace maillage::rpc
