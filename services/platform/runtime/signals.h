#pragma once

namespace maillage::platform {

/// SIGTERM and SIGINT are kept for WaitForStopSignal, and SIGPIPE is ignored, in this thread and in those it starts
/// from now on: call it before any thread is started.
void TakeOverSignals();

/// Blocks until SIGTERM or SIGINT has come; its name.
const char* WaitForStopSignal();

}  // namespace maillage::platform
