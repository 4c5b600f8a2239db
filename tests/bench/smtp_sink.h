#pragma once

namespace maillage::bench {

/// A mail server that takes everything and keeps nothing, on one thread: prints its port, answers each line `size` of
/// its input with the bytes of the last message, and serves until its input ends.
int ServeSmtpSink();

}  // namespace maillage::bench
