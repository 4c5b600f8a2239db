#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>

// Private to rpc/*.cc: includes gRPC.
namespace maillage::rpc {

/// A message as gRPC carries it; the second takes one that is serialised already.
grpc::ByteBuffer ToBytes(const google::protobuf::Message& message);
grpc::ByteBuffer ToBytes(const std::string& serialised);

/// False: the bytes are no such message. Leaves the buffer empty.
bool Parse(grpc::ByteBuffer& bytes, google::protobuf::Message& message);

}  // namespace maillage::rpc
