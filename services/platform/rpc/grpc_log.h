#pragma once

namespace maillage::rpc {

/// gRPC's own log lines go into ours from now on: its errors, and all that it says at level debug. Any number of times.
void BridgeGrpcLog();

}  // namespace maillage::rpc
