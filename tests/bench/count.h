#pragma once

#include <functional>
#include <string>

namespace maillage::bench {

/// The same work as the benches' in small fixed numbers, for callgrind (`scripts/bench --instructions`): what one call
/// (`rpc`), event relayed (`relay`), event consumed (`consume`) or reminder written, claimed and marked (`reminder`)
/// costs. Counts the instructions of this program, all threads; prints how many were done.
int Count(const std::string& what);

}  // namespace maillage::bench
