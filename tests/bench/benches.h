#pragma once

#include <string>
#include <vector>

#include "bench/bench.h"

namespace maillage::bench {

/// The benches, each in a file of its name. They start nothing: the servers are those of MAILLAGE_TEST_POSTGRES, _REDIS
/// and _KAFKA.
void Rpc(const Size& size, Report& report);
void Create(const Size& size, Report& report);
void Relay(const Size& size, Report& report);
void Latency(const Size& size, Report& report);
void Reminders(const Size& size, Report& report);
void Mailing(const Size& size, Report& report);
void Consume(const Size& size, Report& report);

/// The server side of Rpc, in a process of its own: prints its port and serves until its input ends.
int ServeRpc(const std::string& kind);

}  // namespace maillage::bench
